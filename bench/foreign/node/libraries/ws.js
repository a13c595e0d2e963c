// ws, its client with the event "message", and bufferutil for the masking, which its README recommends
// for speed. It turns Nagle's algorithm off itself.
"use strict";

const fs = require("node:fs");
const WebSocket = require("ws");

function version() {
  const has = require("bufferutil/package.json").version;
  return `ws ${require("ws/package.json").version}, bufferutil ${has}`;
}

class Session {
  arrived = () => {};
  failed = () => {};

  open(url, ca) {
    return new Promise((resolve, reject) => {
      const trust = ca === null ? {} : { ca: fs.readFileSync(ca) };
      this.socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 0, ...trust });
      this.socket.on("error", (e) => {
        reject(e);
        this.failed(e.message);
      });
      this.socket.on("open", resolve);
      this.socket.on("close", (code) => this.failed(`the connection ended with ${code}`));
      this.socket.on("message", (data, isBinary) => {
        if (isBinary) {
          this.arrived(data);
        } else {
          this.failed("a text message came back");
        }
      });
    });
  }

  send(payload) {
    this.socket.send(payload);
  }

  close() {
    return new Promise((resolve) => {
      if (this.socket.readyState === WebSocket.CLOSED) {
        resolve();
      } else {
        this.socket.on("close", resolve);
        this.socket.close();
      }
    });
  }
}

module.exports = { version, Session };
