/** Where a chosen theme is kept in the browser. */
export const THEME_KEY = "assay-theme";

/** Runs in the head before anything is drawn, so that a chosen theme never flashes. */
export const themeScript = `try{var t=localStorage.getItem("${THEME_KEY}");if(t==="light"||t==="dark")document.documentElement.dataset.theme=t}catch(e){}`;
