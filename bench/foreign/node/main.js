// A client of Node.js that is measured: answers the commands of PROTOCOL.md. Started with its name.
"use strict";

const fs = require("node:fs");
const os = require("node:os");
const readline = require("node:readline");
const zlib = require("node:zlib");
const workloads = require("./workloads.js");

const LIBRARIES = new Set(["ws"]);
const NANOS_PER_MILLI = 1_000_000n;

function pattern(size, seed) {
  const payload = Buffer.allocUnsafe(size);
  for (let i = 0; i < size; i++) {
    payload[i] = (i * 31 + seed) & 255;
  }
  return payload;
}

function write(file, times) {
  if (file === "-") {
    return;
  }
  const numbers = BigUint64Array.from(times);
  const bytes = Buffer.from(numbers.buffer);
  fs.writeFileSync(file, os.endianness() === "LE" ? bytes : bytes.swap64());
}

class Program {
  session = null;

  constructor(library) {
    this.library = library;
  }

  connected() {
    if (this.session === null) {
      throw new Error("no connection is open");
    }
    return this.session;
  }

  async open(url, ca) {
    await this.close();
    const session = new this.library.Session();
    await session.open(url, ca === "-" ? null : ca);
    this.session = session;
    return [];
  }

  async check(size, seed) {
    const payload = pattern(Number(size), Number(seed));
    return [zlib.crc32(await workloads.check(this.connected(), payload))];
  }

  async rr(size, millis, file) {
    const times = [];
    const nanos = BigInt(millis) * NANOS_PER_MILLI;
    const result = await workloads.rr(this.connected(), pattern(Number(size), 0), nanos, times);
    write(file, times);
    return result;
  }

  async pipelined(size, count, millis, file) {
    const times = [];
    const nanos = BigInt(millis) * NANOS_PER_MILLI;
    const payload = pattern(Number(size), 0);
    const result = await workloads.pipelined(
      this.connected(), payload, Number(count), nanos, times);
    write(file, times);
    return result;
  }

  async stream(size, window, millis) {
    const nanos = BigInt(millis) * NANOS_PER_MILLI;
    return workloads.stream(this.connected(), pattern(Number(size), 0), Number(window), nanos);
  }

  async close() {
    const session = this.session;
    this.session = null;
    if (session !== null) {
      await session.close();
    }
    return [];
  }

  async answer(line) {
    const [command, ...given] = line.trim().split(/\s+/);
    if (!["open", "check", "rr", "pipelined", "stream", "close"].includes(command)) {
      return `failed there is no command ${command}`;
    }
    try {
      return ["ok", ...(await this[command](...given))].join(" ");
    } catch (e) {
      await this.close();
      return `failed ${e.message || e.code || e}`.replace(/\s+/g, " ");
    }
  }
}

async function main(name) {
  let library;
  try {
    if (!LIBRARIES.has(name)) {
      throw new Error(`there is no client ${name}`);
    }
    library = require(`./libraries/${name}.js`);
    console.log(`ready ${library.version()}, Node.js ${process.versions.node}`);
  } catch (e) {
    console.log(`failed ${e.message.split("\n")[0]}`);
    process.exitCode = 1;
    return;
  }
  const program = new Program(library);
  for await (const line of readline.createInterface({ input: process.stdin })) {
    if (line.trim() !== "") {
      console.log(await program.answer(line));
    }
  }
  process.exit(0);
}

main(process.argv[2]);
