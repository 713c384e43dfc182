// The form of a bid: rows of milestones without a round trip, and a sent form that waits for the save before it.
(() => {
  const list = document.getElementById("milestones");
  const blank = document.getElementById("blank-milestone");
  if (!list || !blank) return;
  const most = Number(list.dataset.most);
  const add = document.querySelector("[data-add]");
  const full = document.querySelector("[data-full]");

  // A form sent while a save is under way would come from an older version than its own save has just made.
  const form = list.closest("form");
  let saving = 0;
  let waiting = null;
  const isSave = (event) => event.target.matches?.("[data-autosave]");
  document.addEventListener("htmx:beforeRequest", (event) => { if (isSave(event)) saving += 1; });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!isSave(event)) return;
    saving -= 1;
    const button = waiting;
    waiting = null;
    if (button) setTimeout(() => form.requestSubmit(button));
  });
  form.addEventListener("submit", (event) => {
    if (!saving) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
  }, true);

  const renumber = (row, index) => {
    const number = index + 1;
    row.id = `milestone-${number}`;
    for (const element of row.querySelectorAll("*")) {
      for (const name of ["id", "name", "for", "aria-describedby", "data-count-for"]) {
        const value = element.getAttribute(name);
        if (value) element.setAttribute(name, value.replace(/milestones-(\d+|__index__)-/g, `milestones-${index}-`));
      }
    }
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+|__number__/, number);
    row.querySelector(".pos").textContent = number;
    const remove = row.querySelector("[data-remove]");
    remove.value = `remove-${number}`;
    remove.setAttribute("aria-label", remove.getAttribute("aria-label").replace(/\d+|__number__/, number));
  };

  const changed = () => {
    [...list.children].forEach(renumber);
    add.disabled = list.children.length >= most;
    full.hidden = !add.disabled;
    list.dispatchEvent(new Event("input", { bubbles: true }));
  };

  add.addEventListener("click", (event) => {
    event.preventDefault();
    list.append(blank.content.firstElementChild.cloneNode(true));
    changed();
    list.lastElementChild.querySelector("input").focus();
  });

  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove]");
    if (!button) return;
    event.preventDefault();
    const row = button.closest("[data-milestone]");
    const next = row.nextElementSibling || row.previousElementSibling;
    if (next) {
      row.remove();
    } else {
      for (const field of row.querySelectorAll("input, textarea")) field.value = "";
    }
    changed();
    (next || row).querySelector("input").focus();
  });
})();
