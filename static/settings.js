// The Reading settings page: fills in what was chosen, and keeps each new choice on the device at once. Only what is
// not as usual is kept, under the names and values that reading.js and site.css know.

const form = document.getElementById("settings");
const status = document.getElementById("settings_status");
const names = [...new Set(Array.from(form.querySelectorAll("input"), (input) => input.name))];

for (const name of names) check(name, document.documentElement.dataset[name] ?? "");

form.addEventListener("change", () => keep("Kept on this device."));
form.addEventListener("reset", (event) => {
  event.preventDefault();
  for (const name of names) check(name, "");
  keep("All settings are as usual again.");
});
document.getElementById("forget").addEventListener("click", () => {
  forget("places");
  status.textContent = "This device has forgotten which pages you read here.";
});

function check(name, value) {
  for (const input of form.elements[name]) input.checked = input.value === value;
}

function keep(sentence) {
  const chosen = names.map((name) => [name, form.elements[name].value]).filter(([, value]) => value);
  for (const name of names) delete document.documentElement.dataset[name];
  Object.assign(document.documentElement.dataset, Object.fromEntries(chosen));
  if (!form.elements.place.value) forget("places");
  try {
    if (chosen.length) localStorage.setItem("reading", JSON.stringify(Object.fromEntries(chosen)));
    else localStorage.removeItem("reading");
    status.textContent = sentence;
  } catch {
    status.textContent = "Your browser lets this site keep nothing, so these settings end when you leave this page.";
  }
}

function forget(name) {
  try {
    localStorage.removeItem(name);
  } catch {
    // Where nothing can be kept, nothing was.
  }
}
