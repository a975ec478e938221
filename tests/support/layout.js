// Functions that tests/support/measures.py calls in a page to judge its layout.
Object.assign(
  window.inPage,
  (() => {
    const hidden = '.visually-hidden, .skip-link, script, style, option, textarea';
    const named = (text) => JSON.stringify(text.replace(/\s+/g, ' ').trim().slice(0, 50));

    const isSeen = (one) =>
      one.checkVisibility({ visibilityProperty: true }) && !one.closest(hidden);

    const above = (one) => (one ? [one, ...above(one.parentElement)] : []);

    // The boxes of the lines of a text. A region that scrolls with the focus may cut them off.
    const linesOf = (node) => {
      const range = document.createRange();
      range.selectNodeContents(node);
      const region = node.parentElement.closest('[role=region][tabindex="0"]');
      const edge = region ? region.getBoundingClientRect().right : Infinity;
      return [...range.getClientRects()]
        .map(({ left, right, top, bottom }) => ({
          left,
          right: Math.min(right, edge),
          top,
          bottom,
        }))
        .filter((line) => line.right - line.left > 1);
    };

    // Every text with its lines, and the element whose box it is in.
    const texts = (root = document.body) => {
      const found = [];
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) {
        const node = walker.currentNode;
        const parent = node.parentElement;
        if (node.data.trim() && isSeen(parent)) found.push({ node, parent, lines: linesOf(node) });
      }
      return found;
    };

    const boxOf = (one) =>
      getComputedStyle(one).display === 'inline' && !one.closest('svg')
        ? boxOf(one.parentElement)
        : one;

    // Text beside its box, the window, or an element that cuts it off.
    const outside = ({ node, parent, lines }) => {
      const boxes = above(parent)
        .filter((one) => one === boxOf(parent) || getComputedStyle(one).overflowX !== 'visible')
        .map((one) => one.getBoundingClientRect());
      boxes.push({ left: 0, right: innerWidth });
      const isOut = lines.some((line) =>
        boxes.some((box) => line.left < box.left - 1 || line.right > box.right + 1),
      );
      return isOut ? [`outside: ${named(node.data)}`] : [];
    };

    // The points and bars of drawings, in the form of texts.
    const points = () =>
      [...document.querySelectorAll('svg a :is(circle, rect)')].filter(isSeen).map((one) => ({
        node: { data: one.closest('a').getAttribute('href') },
        lines: [one.getBoundingClientRect()],
      }));

    // Different texts or points on each other. The middle of a line is where its small letters are.
    const overlaps = (all) => {
      const middles = [...all, ...points()]
        .flatMap((text) =>
          text.lines.map((line) => ({ text, line, quarter: (line.bottom - line.top) / 4 })),
        )
        .map(({ text, line, quarter: by }) => ({
          text,
          line,
          y: line.top + by,
          end: line.bottom - by,
        }))
        .sort((one, other) => one.y - other.y);
      return middles.flatMap((one, place) => {
        const faults = [];
        for (let next = place + 1; next < middles.length && middles[next].y < one.end - 1; next++) {
          const other = middles[next];
          const shared =
            Math.min(one.line.right, other.line.right) - Math.max(one.line.left, other.line.left);
          if (shared > 1 && one.text !== other.text) {
            faults.push(`overlap: ${named(one.text.node.data)} and ${named(other.text.node.data)}`);
          }
        }
        return faults;
      });
    };

    // A mark is beside what begins its item: a probe there shows how high.
    const markers = () => {
      const items = [...document.querySelectorAll('li')].filter((one) => {
        const { display, listStyleType } = getComputedStyle(one);
        const first = texts(one)[0]?.parent;
        const inline = one.firstElementChild && getComputedStyle(one.firstElementChild).display;
        return (
          display === 'list-item' &&
          !['none', '""'].includes(listStyleType) &&
          isSeen(one) &&
          (first === one || /^inline/.test(inline))
        );
      });
      const probed = items.map((item) => {
        const probe = document.createElement('span');
        probe.textContent = '\u200b';
        item.prepend(probe);
        return { item, probe };
      });
      const faults = probed
        .map(({ item, probe }) => ({
          first: texts(item).find((text) => text.parent !== probe),
          mark: probe.getBoundingClientRect(),
        }))
        .filter(
          ({ first, mark }) => Math.abs(first.lines[0].bottom - mark.bottom) > mark.height / 2,
        )
        .map(({ first }) => `mark: ${named(first.node.data)}`);
      for (const { probe } of probed) probe.remove();
      return faults;
    };

    // A date or a part of a meta line is on two lines only if it is wider than the line.
    const broken = () =>
      [...document.querySelectorAll('time, .meta > *')]
        .filter(isSeen)
        .map((one) => ({ one, lines: texts(one).flatMap((text) => text.lines) }))
        .filter(({ lines }) => lines.some((line) => line.top > lines[0].bottom - 2))
        .filter(({ one, lines }) => {
          const space = (lines[0].bottom - lines[0].top) / 4; // that ends a line
          const width = lines.reduce((sum, line) => sum + line.right - line.left + space, -space);
          return width < boxOf(one.parentElement).clientWidth;
        })
        .map(({ one }) => `broken: ${named(one.textContent)}`);

    // The arrow of an external link alone on a line.
    const arrows = (all) =>
      [...document.querySelectorAll('a[rel=external]')].filter(isSeen).flatMap((link) => {
        const last = all
          .filter((text) => link.contains(text.node))
          .at(-1)
          ?.lines.at(-1);
        const end = [...link.getClientRects()].at(-1);
        return last && end.top > last.bottom - 2 ? [`arrow: ${named(link.textContent)}`] : [];
      });

    const faults = () => {
      const all = texts();
      const found = [...inPage.unfit(), ...all.flatMap(outside), ...overlaps(all), ...markers()];
      return [...found, ...broken(), ...arrows(all)];
    };

    return {
      // The faults with each family of fonts in the place of the system's font.
      layout(families) {
        for (const one of document.querySelectorAll('details')) one.open = true;
        scrollTo(0, 0); // sticky elements are beside the top of the page, and over the rest
        const found = families.flatMap((family) => {
          inPage.style(`* { font-family: "${family}" !important }`);
          return faults().map((fault) => `${family}: ${fault}`);
        });
        inPage.style('');
        return found;
      },

      // The place of every line of text, for comparison.
      places: () =>
        texts().flatMap(({ node, lines }) =>
          lines.map((line) => `${named(node.data)} ${Object.values(line)}`),
        ),
    };
  })(),
);
