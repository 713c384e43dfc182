// Guides: the section being read is marked in the contents, the line on top grows, the address can be copied.
(() => {
  const text = document.querySelector(".guide-text");
  if (!text) return;

  /* ---------- The section being read: the last heading that has passed the upper third ---------- */
  const toc = document.querySelector("[data-toc]");
  const links = new Map([...(toc?.querySelectorAll("a") ?? [])].map((link) => [decodeURIComponent(link.hash.slice(1)), link]));
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);
  let marked = null;
  const mark = () => {
    const line = innerHeight / 3;
    const end = scrollY + innerHeight >= document.documentElement.scrollHeight - 2;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top <= line);
    const current = end && passed.length === headings.length ? headings.at(-1) : passed.at(-1);
    const link = current ? links.get(current.id) : null;
    if (link === marked) return;
    marked?.removeAttribute("aria-current");
    link?.setAttribute("aria-current", "true");
    marked = link;
    if (link && toc.scrollHeight > toc.clientHeight) toc.scrollTo({ top: link.offsetTop - toc.clientHeight / 3 });
  };
  if (headings.length && "IntersectionObserver" in window) {
    const observer = new IntersectionObserver(mark, { rootMargin: "0px 0px -66% 0px", threshold: [0, 1] });
    for (const heading of headings) observer.observe(heading);
    addEventListener("hashchange", mark);
    mark();
  }

  /* ---------- The folded contents close behind whoever chose from them ---------- */
  for (const fold of document.querySelectorAll(".toc-fold")) {
    fold.addEventListener("click", (event) => { if (event.target.closest("a")) fold.open = false; });
  }

  /* ---------- How far one has read, where style sheets alone can't show it ---------- */
  const bar = document.querySelector("[data-progress]");
  if (bar && !CSS.supports("animation-timeline: scroll()")) {
    const grow = () => {
      const { top, height } = text.getBoundingClientRect();
      const share = Math.min(Math.max(-top / Math.max(height - innerHeight, 1), 0), 1);
      bar.style.scale = `${share} 1`;
    };
    addEventListener("scroll", () => requestAnimationFrame(grow), { passive: true });
    grow();
  }

  /* ---------- Copy the address ---------- */
  for (const button of document.querySelectorAll("[data-copy-link]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const words = button.querySelector("span");
      const before = words.dataset.words ?? (words.dataset.words = words.textContent);
      try {
        await navigator.clipboard.writeText(button.dataset.copyLink);
        words.textContent = button.dataset.copied;
      } catch {
        words.textContent = button.dataset.failed;
      }
      setTimeout(() => { words.textContent = before; }, 4000);
    });
  }
})();
