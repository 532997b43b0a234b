// The review table by keyboard: arrows choose a row, 1 to 6 say what was found, then the next open row. Works without it, by mouse.
(() => {
  "use strict";
  const table = document.querySelector("[data-round]");
  if (!table) return;
  const rows = () => Array.from(table.querySelectorAll("[data-row]"));
  const first = (row) => row && row.querySelector("[data-finding]");
  let last = null;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || event.target.matches("input:not([type=checkbox]), textarea, select")) return;
    const row = event.target.closest("[data-row]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const all = rows();
      const next = row ? all[all.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1)] : all[0];
      if (first(next)) { event.preventDefault(); first(next).focus(); }
      return;
    }
    const button = row && row.querySelector(`[data-finding="${event.key}"]`);
    if (button) { event.preventDefault(); button.click(); }
  });

  document.addEventListener("htmx:beforeRequest", (event) => { last = event.target.closest("[data-row]"); if (last) last = last.id; });
  document.addEventListener("htmx:afterSettle", () => {
    const row = last && document.getElementById(last);
    last = null;
    if (!row) return;
    const place = row.querySelector("input[name=moved_to]");
    if (place && !place.value) { place.focus(); return; }
    if (row.querySelector("[role=alert]")) { first(row).focus(); return; }
    const all = rows();
    const next = all.slice(all.indexOf(row) + 1).find((one) => "open" in one.dataset) || row;
    if (first(next)) first(next).focus();
  });
})();
