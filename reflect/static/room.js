"use strict";
/* Keeps a workshop page in step with its room: it polls the server for the current state, and reloads
   if the state differs from that of the page. It uses plain requests, which every proxy passes.
   Without JavaScript, a link or a button on the page does the same. */
(() => {
  const place = document.querySelector("[data-poll]");
  if (!place) return;
  const EVERY = 2000, LATEST = 15000;   // milliseconds
  const offline = document.querySelector("[data-offline]");
  let wait = EVERY;

  const show = (numbers) => {
    for (const each of document.querySelectorAll("[data-number]")) {
      const number = numbers[each.dataset.number];
      if (number !== undefined && each.textContent !== String(number)) each.textContent = number;
    }
  };

  const ask = async () => {
    try {
      const response = await fetch(place.dataset.poll, { cache: "no-store" });
      if (response.ok) {
        const found = await response.json();
        if (found.at !== place.dataset.at) return location.reload();
        show(found);
      } else if (response.status === 404) {
        return location.reload();   // the room has ended, and its page says so
      }
      offline.hidden = response.ok;
      wait = response.ok ? EVERY : Math.min(wait * 2, LATEST);
    } catch {
      offline.hidden = false;
      wait = Math.min(wait * 2, LATEST);
    }
    later();
  };

  /* With a random delay, so that the phones of a room do not poll at the same time. */
  const later = () => setTimeout(ask, wait * (0.75 + Math.random() / 2));

  document.addEventListener("visibilitychange", () => { if (!document.hidden) { wait = EVERY; } });
  later();

  const clock = document.querySelector("[data-clock]");
  const began = Date.now();
  if (clock) setInterval(() => {
    clock.textContent = Number(clock.dataset.clock) + Math.floor((Date.now() - began) / 60000);
  }, 5000);
})();
