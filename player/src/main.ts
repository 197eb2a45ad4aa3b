document.documentElement.dataset.player = "h5rec";
