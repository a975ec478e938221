/* The script of every page. Every link and form works without it. */

import './language_switch.js';
import './language_hint.js';
import './menu.js';
import './forms.js';
import './navigation.js';
import './prefetch.js';
import './live_search.js';
import './scroll.js';
