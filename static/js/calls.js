// Calls to action: which wording this browser shows, and how often calls are seen and followed. Counts alone leave
// the browser, and not even those where somebody asks not to be tracked: then the first wording stands.
(() => {
  const calls = [...document.querySelectorAll("[data-call][data-page]")];
  const page = Number(calls[0]?.dataset.page);
  if (!page || navigator.doNotTrack === "1" || navigator.globalPrivacyControl || !("IntersectionObserver" in window)) return;

  const READ_AFTER = 15_000;
  const SEEN_AFTER = 1_000;
  const tell = (event, block, variant) =>
    navigator.sendBeacon("/beacon/", JSON.stringify(block ? { event, page, block, variant } : { event, page }));

  /* ---------- The wording: drawn once for this browser, as a number that says nothing else ---------- */
  const draw = () => Math.floor(Math.random() * 100);
  const drawn = (() => {
    try {
      const kept = localStorage.getItem("wording");
      if (/^\d{1,2}$/.test(kept ?? "")) return Number(kept);
      const number = draw();
      localStorage.setItem("wording", String(number));
      return number;
    } catch {
      return draw(); // storage is closed in this browser: drawn for this page only
    }
  })();

  const worded = async (call) => {
    if (call.dataset.variants !== "2" || drawn < 50) return [call, "a"];
    try {
      const answer = await fetch(`/blog/calls/${page}/${call.dataset.call}/b/`, { credentials: "omit" });
      if (!answer.ok) return [call, "a"];
      const fragment = new DOMParser().parseFromString(await answer.text(), "text/html");
      const other = fragment.querySelector("[data-call]");
      if (!other || call.contains(document.activeElement)) return [call, "a"];
      call.replaceWith(other);
      return [other, "b"];
    } catch {
      return [call, "a"]; // what is shown is what is counted
    }
  };

  /* ---------- Seen: half of it, or half a screen of it, for a second. Followed: its link or its form ---------- */
  const watch = (call, variant) => {
    let timer = 0;
    let seen = false;
    const see = () => {
      if (seen || document.hidden) return;
      seen = true;
      tell("seen", call.dataset.call, variant);
      observer.disconnect();
    };
    const observer = new IntersectionObserver(([entry]) => {
      clearTimeout(timer);
      const enough = entry.intersectionRatio >= 0.5 || entry.intersectionRect.height >= innerHeight / 2;
      if (enough) timer = setTimeout(see, SEEN_AFTER);
    }, { threshold: [0, 0.1, 0.2, 0.3, 0.4, 0.5] });
    observer.observe(call);
    document.addEventListener("visibilitychange", () => {
      clearTimeout(timer);
      if (document.hidden || seen) return;
      observer.unobserve(call);
      observer.observe(call); // looks again at once
    });
    let followed = false;
    const follow = () => {
      see();
      if (!followed) tell("followed", call.dataset.call, variant);
      followed = true;
    };
    const followsLink = (event) => { if (event.target.closest("[data-call-link]")) follow(); };
    call.addEventListener("click", followsLink);
    call.addEventListener("auxclick", (event) => { if (event.button === 1) followsLink(event); });
    call.addEventListener("submit", follow);
  };
  for (const call of calls) worded(call).then(([shown, variant]) => watch(shown, variant));

  /* ---------- Read: half of the page, or a quarter of a minute in view ---------- */
  let isRead = false;
  let visible = 0;
  let since = document.hidden ? 0 : performance.now();
  let waiting = 0;
  const read = () => {
    if (isRead) return;
    isRead = true;
    clearTimeout(waiting);
    removeEventListener("scroll", half);
    tell("read");
  };
  const half = () => {
    const all = document.documentElement.scrollHeight;
    if (all > innerHeight * 1.5 && scrollY + innerHeight >= all / 2 && scrollY > 0) read();
  };
  const wait = () => {
    clearTimeout(waiting);
    if (isRead) return;
    if (document.hidden) {
      if (since) visible += performance.now() - since;
      since = 0;
      return;
    }
    since = performance.now();
    waiting = setTimeout(read, READ_AFTER - visible);
  };
  document.addEventListener("visibilitychange", wait);
  addEventListener("scroll", half, { passive: true });
  wait();
})();
