import RequestQueue from "kafkajs/src/network/requestQueue/index.js";

const CHECK_PENDING_REQUESTS_MS = 10;

/**
 * kafkajs re-arms a timer after every answer, with a negative delay when nothing is throttled, for ever: an idle
 * connection costs processor time, and Node warns. A timer is needed only while requests wait; whoever has to wait arms
 * one. Replaces the method for the whole process; doing it again changes nothing.
 */
export function patchRequestTimers(): void {
  RequestQueue.prototype.scheduleCheckPendingRequests = function scheduleCheckPendingRequests() {
    if (this.throttleCheckTimeoutId !== null || this.pending.length === 0) return;
    const throttledMs = this.throttledUntil - Date.now();
    this.throttleCheckTimeoutId = setTimeout(
      () => {
        this.throttleCheckTimeoutId = null;
        this.checkPendingRequests();
      },
      throttledMs > 0 ? throttledMs : CHECK_PENDING_REQUESTS_MS,
    );
  };
}
