// Prints the sections that a reader chose, in large print if they like. The browser's own “Print” prints the whole page.
// Fetched when a reader opens “Print or save”.

const root = document.documentElement;
const form = document.getElementById("print");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  for (const { value, checked } of form.querySelectorAll("fieldset input")) {
    document.getElementById(value).closest(".part").classList.toggle("left-out", !checked);
  }
  if (document.getElementById("print_large").checked) root.dataset.print = "large";
  // Once, and only after this printing: the next may come from the browser's menu.
  addEventListener("afterprint", asUsual, { once: true });
  print();
});

function asUsual() {
  delete root.dataset.print;
  for (const part of document.querySelectorAll(".left-out")) part.classList.remove("left-out");
}
