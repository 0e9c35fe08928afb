/** A recording by the browser. Decides that it stays in the memory of the page: nothing of it is sent or stored here. */

/** A voice is understood at this; a minute takes about 240 kB. */
const BITS_PER_SECOND = 32_000;

export class Recording {
  constructor() {
    /** @type {Blob[]} */
    this.parts = [];
    this.opened = this.open();
  }

  /** Begin; null where the browser does not lend its microphone. */
  async open() {
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      const recorder = new MediaRecorder(stream, { audioBitsPerSecond: BITS_PER_SECOND });
      recorder.addEventListener("dataavailable", ({ data }) => this.parts.push(data));
      recorder.start();
      return recorder;
    } catch {
      return null;
    }
  }

  /** Whether it goes on. */
  async isMade() {
    return (await this.opened) !== null;
  }

  /** End it and give the microphone back; what was recorded, or null. @returns {Promise<Blob | null>} */
  async stop() {
    const recorder = await this.opened;
    if (recorder === null) return null;
    await stopped(recorder);
    for (const track of recorder.stream.getTracks()) track.stop();
    const recorded = new Blob(this.parts, { type: recorder.mimeType });
    return recorded.size === 0 ? null : recorded;
  }
}

/** @param {MediaRecorder} recorder @returns {Promise<void>} */
function stopped(recorder) {
  if (recorder.state === "inactive") return Promise.resolve();
  return new Promise((resolve) => {
    recorder.addEventListener("stop", () => resolve());
    recorder.addEventListener("error", () => resolve());
    recorder.stop();
  });
}
