/* See static/js/desk.js. */
