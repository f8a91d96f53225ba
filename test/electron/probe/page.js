// Marks the page as ready once the main process has answered, as the product's window does.
const answer = await window.probe.invoke('echo', 'ready');
document.documentElement.dataset.ready = String(answer === 'ready');
