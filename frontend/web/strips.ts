// A strip of links that is wider than the screen begins where the reader is.
for (const here of document.querySelectorAll<HTMLElement>(".places [aria-current], .tabs [aria-current]")) {
  const strip = here.closest<HTMLElement>("ul, .tabs");
  const left = here.getBoundingClientRect().left - (strip?.getBoundingClientRect().left ?? 0);
  if (strip) strip.scrollLeft = left - (strip.clientWidth - here.offsetWidth) / 2;
}
