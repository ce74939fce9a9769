// Reads a topic aloud with the browser's own voice, block by block. To pause is to stop and begin the block anew: a
// browser's own pause loses its place on many phones. Fetched when a reader opens “Listen”.

const BLOCKS = "h1, h2, h3, h4, p, li, caption, tr";
const UNSPOKEN = ".cite, .meaning, [hidden]";
const WAIT = 1500; // milliseconds in which a browser may still find its voices

const voice = window.speechSynthesis;
const form = document.getElementById("listen");
const [what, pace, start, stop, status] = ["what", "pace", "start", "stop", "status"].map((name) =>
  document.getElementById(`listen_${name}`),
);

let blocks = []; // what is still to be read, the one being read first
let isReading = false;
let round = 0; // so that what an utterance says at its end counts only while it is the one being read

form.addEventListener("submit", (event) => {
  event.preventDefault();
  if (isReading) pause();
  else begin();
});
stop.addEventListener("click", () => end("Stopped."));
what.addEventListener("change", () => blocks.length && end(""));
addEventListener("pagehide", () => voice.cancel());

async function begin() {
  if (!(await hasVoices())) {
    status.textContent = "Your browser has no voice to read with. Your device’s settings may let you add one.";
    return;
  }
  if (!blocks.length) blocks = found();
  read();
}

function pause() {
  hush();
  show("Paused.");
}

function end(sentence) {
  hush();
  blocks = [];
  show(sentence);
}

function hush() {
  round += 1;
  isReading = false;
  blocks[0]?.classList.remove("spoken");
  voice.cancel();
}

// Read the first block, and then the others.
function read() {
  const [block] = blocks;
  if (!block) return end("That was the end.");
  const own = ++round;
  const utterance = new SpeechSynthesisUtterance(words(block));
  utterance.lang = document.documentElement.lang;
  utterance.rate = Number(pace.value);
  utterance.addEventListener("end", () => {
    if (own !== round) return;
    block.classList.remove("spoken");
    blocks.shift();
    read();
  });
  utterance.addEventListener("error", () => {
    if (own === round) end("The voice stopped. Please try again.");
  });
  isReading = true;
  block.classList.add("spoken");
  if (mayMove()) block.scrollIntoView({ block: "nearest" });
  show("Reading.");
  voice.cancel(); // Chromium says nothing at all after it was left paused
  voice.speak(utterance);
}

function show(sentence) {
  start.textContent = isReading ? "Pause" : blocks.length ? "Go on" : "Start";
  stop.hidden = !blocks.length;
  if (status.textContent !== sentence) status.textContent = sentence;
}

// The blocks of what was chosen, each once, without those that hold others.
function found() {
  const chosen = what.value
    ? [document.getElementById(what.value).closest(".part")]
    : [document.querySelector("h1"), ...document.querySelectorAll(".part:not(.references)")];
  return chosen
    .flatMap((part) => (part.matches(BLOCKS) ? [part] : [...part.querySelectorAll(BLOCKS)]))
    .filter((block) => !block.closest(UNSPOKEN) && !block.querySelector(":is(p, li)") && words(block));
}

function words(block) {
  const copy = block.cloneNode(true);
  for (const part of copy.querySelectorAll(UNSPOKEN)) part.remove();
  for (const cell of copy.querySelectorAll("td, th")) cell.append(". ");
  return copy.textContent.replace(/\s+/g, " ").replace(/ (?=[.,;:)])/g, "").trim();
}

function mayMove() {
  return document.documentElement.dataset.motion !== "none" && !matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function hasVoices() {
  if (voice.getVoices().length) return true;
  return new Promise((resolve) => {
    voice.addEventListener("voiceschanged", () => resolve(voice.getVoices().length > 0), { once: true });
    setTimeout(resolve, WAIT, false);
  });
}
