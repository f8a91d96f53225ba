// A utility process of the probe.
process.parentPort.on('message', ({ data }) =>
  process.parentPort.postMessage(data.n * 2 + data.bytes.length),
);
