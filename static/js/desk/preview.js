/* Scrolls the preview to the entry. With a fragment in its address, the browser would scroll the page around it too. */

// The frame comes with the first save. Its events do not bubble.
document.addEventListener('load', showEntry, true);

function showEntry({ target: frame }) {
  if (!frame.matches?.('iframe[name=preview]')) return;
  const [, key] = new URL(frame.src).searchParams.get('of')?.split('.') ?? [];
  const entry = key && frame.contentDocument?.getElementById(key);
  const { scrollY } = frame.contentWindow; // not 0 if the page was only loaded again
  if (entry && scrollY === 0) frame.contentWindow.scrollTo(0, entry.getBoundingClientRect().top);
}
