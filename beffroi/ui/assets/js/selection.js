// "Tout" above a column of boxes, and the marked row.
export function start(scope) {
  for (const all of scope.querySelectorAll("[data-select-all]")) {
    const boxes = [...scope.querySelectorAll(`input[type=checkbox][name="${all.dataset.selectAll}"]`)];
    const show = () => {
      const count = boxes.filter((box) => box.checked).length;
      all.checked = count > 0 && count === boxes.length;
      all.indeterminate = count > 0 && count < boxes.length;
      for (const box of boxes) box.closest("tr")?.classList.toggle("is-selected", box.checked);
    };
    all.closest("[hidden]")?.removeAttribute("hidden");
    all.addEventListener("change", () => {
      for (const box of boxes) box.checked = all.checked;
      show();
    });
    for (const box of boxes) box.addEventListener("change", show);
    show();
  }
}
