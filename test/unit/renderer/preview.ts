import { fakeBridge } from './fake-bridge.ts';
import { SCENARIOS } from './fake-clinic.ts';

// Opened as preview.html?scenario=tampered#/integrity: the window as it is, on a bridge in memory.
const wanted = new URLSearchParams(location.search);
const scenario = SCENARIOS.find(
  (known) => known === (wanted.get('scenario') ?? sessionStorage.getItem('scenario')),
);
sessionStorage.setItem('scenario', scenario ?? 'normal');
// The window has no query of its own, and its router would take this one for its own.
history.replaceState(null, '', `${location.pathname}${location.hash}`);
Object.defineProperty(window, 'attestry', {
  value: fakeBridge(scenario ?? 'normal', Number(wanted.get('tick') ?? 120)),
});
