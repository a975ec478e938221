/* Scrolls the preview to the entry. With a fragment in its address, the browser would scroll the page around it too. */

// The frame comes with the first save. Its events do not bubble.
document.addEventListener('load', showEntry, true);

function showEntry({ target: frame }) {
  if (!frame.matches?.('iframe[name=preview]')) return;
  const [, key] = new URL(frame.src).searchParams.get('of')?.split('.') ?? [];
  const entry = key && frame.contentDocument?.getElementById(key);
  // A page that was only loaded again stays in its place. The frame may also show another site, without `entry`.
  if (!entry || frame.contentWindow.scrollY > 0) return;
  frame.contentWindow.scrollTo(0, entry.getBoundingClientRect().top);
}
