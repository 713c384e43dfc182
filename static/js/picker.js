// The search above a long list of checkboxes: what it finds stands for the box in the list.
(() => {
  if (window.briefwellPicker) return;
  window.briefwellPicker = true;

  const boxes = (picker) => [...picker.querySelectorAll(".picker-list input[type=checkbox]")];
  const boxOf = (found) => boxes(found.closest("[data-picker]")).find((box) => box.value === found.dataset.standsFor);

  const refresh = (picker) => {
    for (const found of picker.querySelectorAll("[data-stands-for]")) found.checked = Boolean(boxOf(found)?.checked);
    const names = boxes(picker).filter((box) => box.checked).map((box) => box.parentElement.textContent.trim());
    const line = picker.querySelector("[data-picker-chosen]");
    line.textContent = names.length ? `${line.dataset.some} ${names.join(", ")}` : line.dataset.none;
  };

  const start = (part) => {
    for (const search of part.querySelectorAll("[data-picker-search]")) search.hidden = false;
    for (const picker of part.querySelectorAll("[data-picker]")) refresh(picker);
  };

  document.addEventListener("change", (event) => {
    const picker = event.target.closest("[data-picker]");
    if (!picker) return;
    const box = event.target.dataset.standsFor ? boxOf(event.target) : null;
    if (box) {
      box.checked = event.target.checked;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    } else {
      refresh(picker);
    }
  });

  // Enter means "this one": it takes the first hit instead of sending the form.
  document.addEventListener("keydown", (event) => {
    const picker = event.key === "Enter" && event.target.matches("[data-picker] input[type=search]") && event.target.closest("[data-picker]");
    if (!picker) return;
    event.preventDefault();
    picker.querySelector("[data-stands-for]:not(:checked)")?.click();
  });

  document.addEventListener("htmx:load", (event) => {
    const picker = event.target.closest?.("[data-picker]");
    if (picker) refresh(picker);
    else start(event.target);
  });
  start(document);
})();
