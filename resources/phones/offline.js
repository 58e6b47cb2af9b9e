"use strict";

const again = () => window.location.reload();
document.getElementById("again").addEventListener("click", again);
setInterval(again, 5000);
