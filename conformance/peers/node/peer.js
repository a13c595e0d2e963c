// A WebSocket peer for the tests, told what to do line by line (peers/README.md).

'use strict';

const readline = require('node:readline');

const MAX_MESSAGE = 17 << 20;

let ws;
try {
  ws = require('ws');
} catch (e) {
  console.log(`the package ws is not there: ${e.message.split('\n')[0]}`);
  process.exit(1);
}
if (process.argv[2] === '--check') {
  console.log(require('ws/package.json').version);
  process.exit(0);
}

const peers = new Map();

function tell(event, values) {
  process.stdout.write(JSON.stringify({ event, ...values }) + '\n');
}

function attach(id, socket, path) {
  peers.set(id, socket);
  socket.on('message', (data, binary) => {
    if (path === '/echo') {
      socket.send(data, { binary });
    } else if (binary) {
      tell('message', { id, binary: data.toString('base64') });
    } else {
      tell('message', { id, text: data.toString() });
    }
  });
  socket.on('pong', (data) => tell('pong', { id, binary: data.toString('base64') }));
  socket.on('close', (code, reason) => tell('end', { id, code, reason: reason.toString() }));
  socket.on('error', () => {}); // 'close' follows
}

function listed(value) {
  return Array.isArray(value) ? value : [value];
}

// What is to be sent, a list in all cases.
function payloads(command) {
  if (command.text !== undefined) {
    return listed(command.text);
  }
  return listed(command.binary).map((part) => Buffer.from(part, 'base64'));
}

function fragments(socket, parts, ping) {
  const binary = typeof parts[0] !== 'string';
  parts.forEach((part, i) => {
    socket.send(part, { binary, compress: true, fin: i === parts.length - 1 });
    if (i === 0 && ping !== undefined) {
      socket.ping(Buffer.from(ping, 'base64'));
    }
  });
}

const commands = {
  serve({ deflate }) {
    const server = new ws.WebSocketServer({
      host: '127.0.0.1',
      port: 0,
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: deflate ? { threshold: 0 } : false,
    });
    server.on('listening', () => tell('listening', { port: server.address().port }));
    server.on('connection', (socket, request) => {
      const id = peers.size + 1;
      attach(id, socket, request.url);
      tell('open', { id, path: request.url });
    });
  },
  connect({ id, uri, deflate }) {
    const socket = new ws.WebSocket(uri, {
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: deflate ? { threshold: 0, clientMaxWindowBits: true } : false,
    });
    socket.on('error', (e) => tell('failed', { why: `connect: ${e.message}` }));
    attach(id, socket, null);
    socket.on('open', () => tell('open', { id, path: null }));
  },
  send(command) {
    peers.get(command.id).send(payloads(command)[0]);
  },
  fragments(command) {
    fragments(peers.get(command.id), payloads(command), command.ping);
  },
  unfinished(command) {
    peers.get(command.id).send(payloads(command)[0], { binary: true, fin: false });
  },
  pong(command) {
    peers.get(command.id).pong(payloads(command)[0]);
  },
  close({ id, code, reason }) {
    peers.get(id).close(code, reason);
  },
  closeEmpty({ id }) {
    peers.get(id).close();
  },
  abort({ id }) {
    peers.get(id).terminate();
  },
};

const lines = readline.createInterface({ input: process.stdin });
lines.on('line', (line) => {
  const command = JSON.parse(line);
  try {
    commands[command.do](command);
  } catch (e) {
    tell('failed', { id: command.id, why: `${command.do}: ${e.message}` });
  }
});
// Whoever started this program is gone, or done with it.
lines.on('close', () => process.exit(0));
