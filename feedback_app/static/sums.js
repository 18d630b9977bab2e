// Keep the sums under a table of weights fresh while somebody fills it in. An empty field counts what its placeholder
// says, which is the weight in general. Without this file the sums are those of the page as it came.
"use strict";
const SCALE = 1000000; // weights have six decimals at most: whole numbers add up exactly
const table = document.querySelector(".weights");
const PERCENTAGE = /^[0-9]{1,3}(\.[0-9]{0,6})?$/;
function numberIn(text) {
  const digits = text.normalize("NFKC").trim().replace(/%$/, "").trim();
  return PERCENTAGE.test(digits) && Number(digits) <= 100 ? Number(digits) : NaN;
}
function addUp(group) {
  const fields = [...table.querySelectorAll(`[data-part="${CSS.escape(group)}"]`)];
  const sum = fields.reduce((total, field) => total + Math.round(numberIn(field.value || field.placeholder) * SCALE), 0);
  const told = table.querySelector(`[data-sum="${CSS.escape(group)}"]`);
  told.value = `${Number.isNaN(sum) ? "—" : sum / SCALE} %`;
  told.classList.toggle("wrong", sum !== 100 * SCALE);
}
table.addEventListener("input", (event) => {
  const [key] = event.target.name.split("@");
  const isGeneral = event.target.name.endsWith("@");
  for (const field of event.target.closest("tr").querySelectorAll("input")) {
    if (isGeneral && field !== event.target && field.name.startsWith(`${key}@`)) field.placeholder = event.target.value;
    addUp(field.dataset.part);
  }
});
