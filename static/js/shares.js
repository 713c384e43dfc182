// The sum of the shares while they are typed. The server adds them up again.
(() => {
  const box = document.querySelector("[data-shares]");
  if (!box) return;
  const sum = box.querySelector("[data-shares-sum]");
  const add = () => {
    const shares = [...box.querySelectorAll("[data-share]")].map((input) => Number.parseInt(input.value, 10) || 0);
    const total = shares.reduce((before, share) => before + share, 0);
    sum.textContent = String(total);
    sum.classList.toggle("c-bad", total !== 100);
  };
  box.addEventListener("input", add);
  add();
})();
