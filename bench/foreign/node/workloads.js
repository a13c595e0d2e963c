// The workloads of PROTOCOL.md, for libraries with callbacks. A session has send(payload), and calls
// arrived(data) for each binary message, from within its library's callback, and failed(why).
"use strict";

const clock = process.hrtime.bigint;

function wrong(data, size) {
  return `${data.length} bytes came back instead of ${size}`;
}

// Begins a workload, whose callback is arrived(data, done) from then on, and waits for its result.
function result(session, arrived, begin) {
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      session.arrived = session.failed = () => {};
      settle(value);
    };
    session.failed = (why) => finish(reject, new Error(why));
    session.arrived = (data) => arrived(data, (value) => finish(resolve, value));
    begin();
  });
}

function check(session, payload) {
  return result(
    session,
    (data, done) => done(data),
    () => session.send(payload),
  );
}

function rr(session, payload, nanos, times) {
  const size = payload.length;
  let messages = 0;
  let begin = clock();
  const start = begin;
  const end = start + nanos;
  const arrived = (data, done) => {
    const now = clock();
    if (data.length !== size) {
      session.failed(wrong(data, size));
      return;
    }
    times.push(now - begin);
    messages++;
    if (now >= end) {
      done([messages, now - start]);
      return;
    }
    begin = clock();
    session.send(payload);
  };
  return result(session, arrived, () => session.send(payload));
}

function pipelined(session, payload, count, nanos, times) {
  const size = payload.length;
  let messages = 0;
  let left = count;
  const batch = () => {
    for (let i = 0; i < count; i++) {
      session.send(payload);
    }
  };
  let begin = clock();
  const start = begin;
  const end = start + nanos;
  const arrived = (data, done) => {
    if (data.length !== size) {
      session.failed(wrong(data, size));
      return;
    }
    left--;
    if (left > 0) {
      return;
    }
    const now = clock();
    times.push(now - begin);
    messages += count;
    if (now >= end) {
      done([messages, now - start]);
      return;
    }
    left = count;
    begin = clock();
    batch();
  };
  return result(session, arrived, batch);
}

function stream(session, payload, window, nanos) {
  const size = payload.length;
  let messages = 0;
  let underWay = window;
  const start = clock();
  const end = start + nanos;
  const arrived = (data, done) => {
    if (data.length !== size) {
      session.failed(wrong(data, size));
      return;
    }
    messages++;
    const now = clock();
    if (now < end) {
      session.send(payload);
      return;
    }
    underWay--;
    if (underWay === 0) {
      done([messages, now - start]);
    }
  };
  return result(session, arrived, () => {
    for (let i = 0; i < window; i++) {
      session.send(payload);
    }
  });
}

module.exports = { check, rr, pipelined, stream };
