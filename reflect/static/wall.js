"use strict";
/* Turns the pages on a wall by the keys that a keyboard and a presenter's clicker send. The links on
   the page do the same. What is longer than the wall is scrolled to its end first. */
(() => {
  const TURN = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

  const has_more = (way) => {
    const { scrollTop, scrollHeight, clientHeight } = document.scrollingElement;
    return way === "next" ? scrollTop + clientHeight < scrollHeight - 2 : scrollTop > 2;
  };

  document.addEventListener("keydown", (event) => {
    const way = TURN[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest(".in-a-box")) return;   // a wide table moves under its own arrows
    if (event.key.startsWith("Page") && has_more(way)) return;
    const link = document.querySelector(`.turn [rel="${way}"]`);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  });
})();
