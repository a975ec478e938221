/* The script of the desk. Everything but the passkey works without it. */

import './desk/passkeys.js';
import './desk/autosave.js';
import './desk/keys.js';
import './desk/preview.js';
