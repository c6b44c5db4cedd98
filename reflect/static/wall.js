"use strict";
/* Changes the slide on a projector by the keys of a keyboard or a presenter's remote control. The
   links on the page do the same. Page keys scroll a slide that is longer than the screen first. */
(() => {
  const TURN = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" };

  const has_more = (way) => {
    const { scrollTop, scrollHeight, clientHeight } = document.scrollingElement;
    return way === "next" ? scrollTop + clientHeight < scrollHeight - 2 : scrollTop > 2;
  };

  document.addEventListener("keydown", (event) => {
    const way = TURN[event.key];
    if (!way || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (event.target.closest(".in-a-box")) return;   // a wide table scrolls by these keys
    if (event.key.startsWith("Page") && has_more(way)) return;
    const link = document.querySelector(`.turn [rel="${way}"]`);
    if (!link) return;
    event.preventDefault();
    location.assign(link.href);
  });
})();
