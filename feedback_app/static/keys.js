// Plain keys press what carries them as access key, so that a queue is worked off without Alt and without a mouse.
// Everything works without this file too: by mouse, by tab and by the browser's own access keys.
"use strict";
const before = new WeakMap(); // field -> what it held when somebody came to it
document.addEventListener("focusin", (event) => {
  if (!before.has(event.target)) before.set(event.target, event.target.value);
});
document.addEventListener("focusout", (event) => {
  const isWindowLeft = document.activeElement === event.target; // another window is in front: the field is not left
  if (!isWindowLeft) before.delete(event.target);
});
function abandon(field) {
  if (before.has(field)) field.value = before.get(field);
  field.blur();
}
document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || event.isComposing) return;
  if (field.matches("select, textarea, input:not([type=radio], [type=checkbox])")) {
    if (event.key === "Escape") abandon(field);
    return;
  }
  const key = CSS.escape(event.key.toLowerCase());
  const group = document.querySelector(`[data-key="${key}"]`);
  const bearer = document.querySelector(`[accesskey="${key}"]`);
  if (group) group.querySelector("button, input, select").focus();
  else if (bearer && bearer.matches("button, a")) bearer.click();
  else if (bearer) bearer.focus();
  else return;
  event.preventDefault();
});
