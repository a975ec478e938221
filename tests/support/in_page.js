// Functions that tests/support/browser.py, letters.py and measures.py call in a page.
window.inPage = {
  // The state of the page, for comparison, without announcements.
  snapshot() {
    const head = document.head.cloneNode(true);
    const body = document.body.cloneNode(true);
    for (const element of [...body.querySelectorAll('*'), body]) {
      element.removeAttribute('data-htmx-powered');
      if (!element.className) element.removeAttribute('class');
    }
    body.querySelector('#status')?.replaceChildren();
    return {
      lang: document.documentElement.lang,
      title: document.title,
      head: [...head.children].map((element) => element.outerHTML).sort(),
      body: body.innerHTML.replace(/\s+/g, ' ').replace(/> </g, '><'),
      scroll: Math.round(scrollY),
      address: location.pathname + location.search + location.hash,
    };
  },

  addLink(address) {
    const link = document.createElement('a');
    link.href = address;
    link.textContent = address;
    document.getElementById('main').append(link);
    htmx.process(link);
  },

  // A short selector of the element with the focus.
  focus() {
    const { tagName, id } = document.activeElement;
    return tagName.toLowerCase() + (id && `#${id}`);
  },

  // Listen for what screen readers say: elements with the focus, and changes of live regions.
  listen() {
    window.heard = [];
    if (window.isHeard) return;
    window.isHeard = true;
    const say = (element) => {
      const { textContent } = element.querySelector('h2') ?? element;
      if (textContent) window.heard.push(textContent);
    };
    document.addEventListener('focusin', ({ target }) => {
      if (target.matches('h1, .errors')) say(target);
    });
    const observer = new MutationObserver((changes) => {
      const regions = changes.map(({ target }) => target.closest?.('[role=status], [role=alert]'));
      for (const region of new Set(regions)) if (region?.isConnected) say(region);
    });
    observer.observe(document, { subtree: true, childList: true });
  },

  // Where a visitor is on the site.
  place() {
    return {
      title: document.title,
      target: document.querySelector(':target')?.id ?? '',
      scroll: Math.round(scrollY),
    };
  },

  // Translate the page as browsers do: another language, and texts in elements of their own.
  translate() {
    document.documentElement.lang = 'de';
    document.documentElement.classList.add('translated-ltr');
    document.title = `[${document.title}]`;
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const texts = [];
    const kept = 'font, script, textarea, [translate=no]';
    while (walker.nextNode()) texts.push(walker.currentNode);
    for (const text of texts) {
      if (!text.data.trim() || text.parentElement.closest(kept)) continue;
      const font = document.createElement('font');
      font.textContent = `[${text.data}]`;
      text.replaceWith(font);
    }
  },

  // The kinds of storage that hold something.
  async stored() {
    const found = {
      cookies: document.cookie.length,
      localStorage: localStorage.length,
      sessionStorage: sessionStorage.length,
      caches: (await caches.keys()).length,
      indexedDB: (await indexedDB.databases()).length,
      serviceWorkers: (await navigator.serviceWorker.getRegistrations()).length,
    };
    return Object.keys(found).filter((name) => found[name]);
  },

  // Type in the search field as with a held key: 250 letters, of which words remain.
  async hold(words) {
    const field = document.getElementById('q');
    for (let left = 250; left >= 0; left--) {
      field.value = words + 'n'.repeat(left);
      field.dispatchEvent(new Event('input', { bubbles: true }));
      await new Promise((done) => setTimeout(done, 4));
    }
  },

  // The values of the contact form.
  values() {
    const { subject, text, name, email } = document.getElementById('contact-form').elements;
    return { subject: subject.value, text: text.value, name: name.value, email: email.value };
  },

  // The colours of tokens, by name.
  colours(names) {
    const probe = document.body.appendChild(document.createElement('i'));
    const found = names.map((name) => {
      probe.style.color = `var(${name})`;
      return [name, getComputedStyle(probe).color];
    });
    probe.remove();
    return Object.fromEntries(found);
  },

  // All measures below return a list of faults.
  async axe(options) {
    // axe would wait for an answer from each frame, whose page is measured on its own.
    const found = await axe.run({ iframes: false, resultTypes: ['violations'], ...options });
    return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.html}`));
  },

  // In forced colours, axe-core reads the colour that text would have without them.
  tellForced(isForced) {
    for (const one of document.body.querySelectorAll('*')) {
      one.style.webkitTextFillColor = isForced ? getComputedStyle(one).color : '';
      if (!one.getAttribute('style')) one.removeAttribute('style');
    }
  },

  // The content security policy blocks style elements, and not sheets that a script constructs.
  style(css) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    document.adoptedStyleSheets = [sheet];
  },

  // Text that is cut or wider than the window. Text fields scroll their content.
  unfit() {
    const { scrollWidth } = document.documentElement;
    const clipped = [...document.querySelectorAll('body *:not(input, textarea)')]
      .filter((one) => one.checkVisibility() && !one.closest('.visually-hidden, svg, .skip-link'))
      .filter((one) => getComputedStyle(one).overflow !== 'visible' && one.id !== 'menu')
      .filter((one) => !one.matches('[role=region][tabindex="0"]')) // scrolls with the focus
      .filter(
        (one) => one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1,
      )
      .map((one) => `clipped: ${one.outerHTML.slice(0, 80)}`);
    return scrollWidth <= innerWidth ? clipped : [...clipped, `${scrollWidth} pixels wide`];
  },

  // Entries of the menu that are cut, and whether it has to be scrolled.
  cutInMenu() {
    const menu = document.getElementById('menu');
    const edge = menu.getBoundingClientRect().right;
    const cut = [...menu.querySelectorAll('a, input, button, .menu-group')]
      .filter((one) => one.checkVisibility())
      .filter(
        (one) => one.scrollWidth > one.clientWidth || one.getBoundingClientRect().right > edge,
      )
      .map((one) => `cut: ${one.textContent.trim()}`);
    return menu.scrollHeight > menu.clientHeight ? [...cut, 'scrolls'] : cut;
  },

  // Links and fields under 24 pixels, or 44 for those used most; in the sidebar, which is for a
  // mouse, 24 are enough. Exempt are links in sentences, and in a drawing, which a list has too.
  smallTargets() {
    const hasSidebar = matchMedia('(min-width: 64rem) and (pointer: fine)').matches;
    const most = `.language-switch, .masthead, .action-list, .pager${hasSidebar ? '' : ', .menu'}`;
    return [...document.querySelectorAll('a[href], button, :is(main, .menu) :is(input, textarea)')]
      .filter((one) => one.checkVisibility() && one.type !== 'hidden')
      .filter((one) => !one.closest('.visually-hidden, .skip-link, [aria-hidden=true]'))
      .flatMap((one) => {
        const box = (one.closest('label, .battery li') ?? one).getBoundingClientRect();
        const around = one.closest('p, main ul:not([class]) > li, .breadcrumb li, .notice');
        const isInText = around !== null && around.textContent.trim() !== one.textContent.trim();
        const isPrimary = one.matches('main :is(input, textarea, button)') || one.closest(most);
        const isSmall = Math.min(box.width, box.height) < (isPrimary ? 44 : 24) - 0.5;
        const fault = `${box.width} x ${box.height}: ${one.outerHTML.slice(0, 80)}`;
        return isSmall && !isInText ? [fault] : [];
      });
  },

  // A covered element or a missing ring at the focus: null if an element has it again.
  focused() {
    const one = document.activeElement;
    window.seenFocus ??= new Set();
    if (one.matches('body, iframe')) return []; // none has it, or the page in the frame shows it
    if (window.seenFocus.has(one)) return null;
    window.seenFocus.add(one);
    const name = one.outerHTML.slice(0, 80);
    const [box] = one.getClientRects();
    const middle = one.matches('textarea') ? 16 : box?.height / 2; // in a long text, the first line
    const top = box && document.elementFromPoint(box.x + box.width / 2, box.y + middle);
    const { outlineStyle, outlineWidth } = getComputedStyle(one);
    return [
      ...(top && (one.contains(top) || top.contains(one)) ? [] : [`covered: ${name}`]),
      ...(outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2 ? [] : [`no ring: ${name}`]),
    ];
  },

  // Have the page measure the focus itself after each key: asking it takes as long as the key.
  followFocus() {
    window.seenFocus = new Set();
    window.foundFaults = [];
    document.onkeyup = () => {
      const found = inPage.focused();
      if (found) return window.foundFaults.push(...found);
      document.onkeyup = null;
    };
  },

  // The faults at the focus once all elements have had it, or else null.
  focusFaults() {
    return document.onkeyup ? null : [...window.foundFaults, ...inPage.unfocused()];
  },

  unfocused() {
    return [...document.querySelectorAll('a[href], button:enabled')]
      .filter((one) => one.checkVisibility() && !one.closest('[aria-hidden=true]'))
      .filter((one) => !window.seenFocus.has(one))
      .map((one) => `not reached: ${one.outerHTML.slice(0, 80)}`);
  },
};
