// A picture taken for a task is sent as soon as it is chosen: one tap on a telephone. Without this script a button sends it.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!(input instanceof HTMLInputElement) || !input.matches("[data-send]") || !input.files.length) return;
  const label = document.querySelector(`label[for="${input.id}"]`);
  if (label) label.setAttribute("aria-busy", "true");
  input.form.requestSubmit();
});
