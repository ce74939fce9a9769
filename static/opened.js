// Tells the site that a result of a search was opened, so that editors see which searches do not help.
// It sends the words of the search and nothing about the reader, and keeps nothing in the browser.

const list = document.querySelector("[data-opened]");

if (list && navigator.sendBeacon) {
  const tell = (what) =>
    navigator.sendBeacon(list.dataset.opened, new URLSearchParams({ q: list.dataset.search, what }));

  // That the script runs is said once for each page that the server made: not of later pages, nor on the way back.
  const [visit] = performance.getEntriesByType("navigation");
  if (list.dataset.page === "1" && visit?.type !== "back_forward") tell("scripted");

  let isOpened = false;
  const open = (event) => {
    if (isOpened || event.button > 1 || !event.target.closest("a[href]")) return;
    isOpened = true;
    tell("opened");
  };
  list.addEventListener("click", open);
  list.addEventListener("auxclick", open); // the middle button, for a new tab
}
