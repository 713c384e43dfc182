// The page editor: shows title, address and description as a search result while they are typed.
const field = (name) => document.getElementById(`id_${name}`);
const typed = (name) => (field(name)?.value ?? "").trim().replace(/\s+/g, " ");
const cut = (text, most) => (text.length > most ? `${text.slice(0, most).replace(/\s+\S*$/, "")} …` : text);

function draw(box) {
  const fallbacks = box.dataset.fallbacks.split(" ").filter(Boolean);
  const title = typed("seo_title") || typed("title");
  const description = typed("search_description") || fallbacks.map(typed).find(Boolean) || "";
  show(box, "title", title);
  show(box, "description", description);
  const path = box.querySelector("[data-snippet-path]");
  if (!("root" in box.dataset)) path.textContent = typed("slug") ? `${path.dataset.above}${typed("slug")}/` : path.dataset.above;
}

function show(box, part, text) {
  const fits = Number(box.dataset[`${part}Fits`]);
  const line = box.querySelector(`[data-snippet-${part}]`);
  line.textContent = text ? cut(text, fits) : line.dataset.empty;
  line.classList.toggle("is-empty", !text);
  const hint = box.querySelector(`[data-snippet-hint="${part}"]`);
  hint.textContent = (text.length > fits ? hint.dataset.long : hint.dataset.good).replace("#", String(text.length));
  hint.classList.toggle("is-long", text.length > fits);
}

function drawAll() {
  document.querySelectorAll("[data-snippet]").forEach(draw);
}

// Wagtail writes the slug from the title by script, which raises no input event of its own.
for (const kind of ["input", "change", "keyup", "w-sync:apply"]) document.addEventListener(kind, drawAll);
document.addEventListener("DOMContentLoaded", drawAll);
drawAll();
