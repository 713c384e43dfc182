// Small improvements to pages that work without them. Everything hangs on data-* attributes.
(() => {
  const root = document.documentElement;

  // Everything that fits the selector is started once, now or when a swap brings it in.
  const starters = [];
  const each = (selector, start) => starters.push({ selector, start, seen: new WeakSet() });
  const startAll = (part) => {
    for (const { selector, start, seen } of starters) {
      const found = [...part.querySelectorAll(selector)];
      if (part instanceof Element && part.matches(selector)) found.unshift(part);
      for (const element of found) if (!seen.has(element)) { seen.add(element); start(element); }
    }
  };

  /* ---------- Theme ---------- */
  each("[data-theme-toggle]", (button) => { button.hidden = false; });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-toggle]")) return;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    try { localStorage.setItem("theme", root.dataset.theme); } catch { /* lasts for this page only */ }
  });

  /* ---------- Dialogs: <button commandfor command="show-modal|close"> where browsers lack it ---------- */
  if (!("commandForElement" in HTMLButtonElement.prototype)) {
    document.addEventListener("click", (event) => {
      const button = event.target.closest("button[commandfor]");
      const dialog = button && document.getElementById(button.getAttribute("commandfor"));
      if (!(dialog instanceof HTMLDialogElement)) return;
      if (button.getAttribute("command") === "show-modal" && !dialog.open) dialog.showModal();
      if (button.getAttribute("command") === "close") dialog.close();
    });
  }
  // A link to a dialog's own page opens the dialog when it is already here.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-opens]");
    const dialog = link && document.getElementById(link.dataset.opens);
    if (!dialog || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (!dialog.open) dialog.showModal();
  });
  each("dialog[data-open]", (dialog) => { if (!dialog.open) dialog.showModal(); });

  /* ---------- Forms ---------- */
  // data-confirm="question": asked before the form goes or the button acts.
  document.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }, true);

  // The pressed button says that it works, and a second press does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method === "dialog") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "true";
    delete form.dataset.dirty;
    const button = event.submitter;
    // After the browser has collected the form's values: a disabled button would lose its own.
    setTimeout(() => { if (button?.classList.contains("btn") && !("download" in form.dataset)) button.setAttribute("aria-busy", "true"); });
    // A swap, a download or a refused request leaves us on the page: let them press again.
    if (!form.matches("[hx-post], [hx-get]")) setTimeout(() => release(form), 10000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy=true]")) if (button.form === form) button.removeAttribute("aria-busy");
  };
  document.addEventListener("htmx:beforeRequest", (event) => {
    const button = event.detail.requestConfig.triggeringEvent?.submitter;
    if (button?.classList.contains("btn")) button.setAttribute("aria-busy", "true");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest?.("form");
    if (form) release(form);
  });
  // Back from the cache: the page is as it was left, so nothing may look busy.
  addEventListener("pageshow", (event) => { if (event.persisted) for (const form of document.forms) release(form); });

  // data-autosubmit: a changed choice applies itself; its button stays for those without script.
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form) form.requestSubmit();
  });
  each("form[data-autosubmit] [data-without-script]", (button) => { button.hidden = true; });

  // data-guard: leaving with something typed and not saved asks first.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.dirty = "true";
  });
  addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-dirty]")) event.preventDefault();
  });

  // data-limit on a textarea, data-count-for on its line below: how much is left, in words.
  const count = (box) => {
    const line = document.querySelector(`[data-count-for="${CSS.escape(box.id)}"]`);
    if (!line) return;
    const used = [...box.value.replace(/\r?\n/g, "\n")].length;
    const limit = Number(box.dataset.limit);
    const say = (n) => n.toLocaleString(root.lang || "en");
    const text = used > limit ? line.dataset.over : line.dataset.used;
    line.textContent = text.replace("{used}", say(used)).replace("{limit}", say(limit)).replace("{over}", say(used - limit));
    line.classList.toggle("c-bad", used > limit);
  };
  each("textarea[data-limit]", count);
  document.addEventListener("input", (event) => { if (event.target.matches("textarea[data-limit]")) count(event.target); });

  // data-pick: a long list of choices that a few letters narrow.
  const narrow = (search) => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const list = document.getElementById(search.dataset.pick);
    let shown = 0;
    for (const option of list.querySelectorAll("[data-terms]")) {
      const chosen = option.querySelector("input").checked;
      const fits = words.every((word) => option.dataset.terms.includes(word));
      option.hidden = !fits && !chosen;
      if (fits) shown += 1;
    }
    for (const group of list.querySelectorAll("[data-group]")) {
      const visible = group.querySelector("[data-terms]:not([hidden])");
      group.hidden = !visible;
      if (words.length && visible) group.open = true;
    }
    const none = list.querySelector("[data-none]");
    if (none) none.hidden = shown > 0;
  };
  each("[data-pick]", (search) => {
    search.closest("[hidden]")?.removeAttribute("hidden");
    search.addEventListener("input", () => narrow(search));
    // Enter means "this one", not "send everything".
    search.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  });

  // A line of pages that moves sideways shows where one is, in browsers that don't do that by themselves.
  each(".settings-nav [aria-current], .tabs [aria-current]", (link) => {
    const line = link.closest("nav");
    const from = link.getBoundingClientRect().left - line.getBoundingClientRect().left;
    if (line.scrollLeft === 0) line.scrollLeft = from - (line.clientWidth - link.offsetWidth) / 2;
  });

  // A filter that says nothing has no place in the address.
  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, formData } = event.detail;
    if (verb !== "get" || !event.target.matches("[hx-push-url]")) return;
    for (const name of new Set([...formData.keys()])) if (formData.getAll(name).every((value) => value === "")) formData.delete(name);
  });

  // Range inputs echo into their output, in words.
  each("input[type=range][data-unit]", (range) => {
    const output = document.querySelector(`output[for="${CSS.escape(range.id)}"]`);
    const show = () => { if (output) output.textContent = `${range.value} ${range.value === "1" ? range.dataset.unit : range.dataset.units}`; };
    range.addEventListener("input", show);
    show();
  });

  /* ---------- Errors: say so in the title, and bring the reader there ---------- */
  const summary = document.querySelector(".error-summary[role=alert]");
  if (summary) {
    const prefix = summary.dataset.title || "Error:";
    if (!document.title.startsWith(prefix)) document.title = `${prefix} ${document.title}`;
    summary.focus();
  }
  // A link of the summary puts the cursor into its field, inside a closed step too.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    for (let step = field.closest("details"); step; step = step.parentElement.closest("details")) step.open = true;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  });

  /* ---------- Copy ---------- */
  each("[data-copy]", (button) => { button.hidden = !navigator.clipboard; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const label = button.querySelector("[data-label]") || button;
    const before = label.textContent;
    try {
      await navigator.clipboard.writeText("value" in source ? source.value : source.innerText);
      label.textContent = button.dataset.done || before;
      setTimeout(() => { label.textContent = before; }, 4000);
    } catch {
      source.focus();
      source.select?.();
    }
  });

  /* ---------- Times: visitors see their own clock, members the one they chose ---------- */
  const ours = root.dataset.zone;
  const theirs = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const style = { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" };
  const locale = root.lang === "en" ? "en-GB" : root.lang;
  each("time[data-local]", (time) => {
    const at = new Date(time.dateTime);
    if (!ours || ours === theirs || Number.isNaN(at.valueOf())) return;
    const words = new Intl.DateTimeFormat(locale, style).format(at);
    if ("visitor" in root.dataset) {
      time.title = `${time.textContent.trim()} (${ours})`;
      time.textContent = words;
    } else {
      time.title = words;
    }
  });

  /* ---------- Toasts leave after eight seconds, unless someone reads or uses them ---------- */
  each(".toast", (toast) => {
    setTimeout(() => { if (!toast.matches(":hover, :focus-within")) toast.remove(); }, 8000);
  });

  startAll(document);
  document.addEventListener("htmx:load", (event) => startAll(event.target));

  // A fragment that could not be loaded says so where it would have stood.
  for (const kind of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(kind, (event) => {
      const note = document.querySelector("template[data-lost]")?.content.cloneNode(true);
      const place = event.detail.target;
      if (note && place && !place.querySelector("[data-lost-note]")) place.prepend(note);
    });
  }
})();
