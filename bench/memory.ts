/** Megabytes of the whole process, over what it has now. */
export function watchMemory() {
  const now = () => process.memoryUsage.rss() / 1024 ** 2;
  const idle = now();
  let [most, mostSince] = [idle, idle];
  const look = () => {
    mostSince = Math.max(mostSince, now());
    most = Math.max(most, mostSince);
  };
  const timer = setInterval(look, 50);
  timer.unref();
  return {
    idle: Math.round(idle),
    /** Since it was last asked. */
    peakSince() {
      look();
      const found = Math.round(mostSince - idle);
      mostSince = 0;
      return found;
    },
    peak() {
      look();
      clearInterval(timer);
      return Math.round(most - idle);
    },
  };
}
