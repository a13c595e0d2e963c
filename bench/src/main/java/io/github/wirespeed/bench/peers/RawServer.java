package io.github.wirespeed.bench.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The floor: a selector, one thread, and no protocol. Each read is written back as it is. For the
 * fan-out the commands are lines, and what is published is a frame that was made before.
 */
final class RawServer implements HostedServer {
  private static final byte[] ANSWER = {
    (byte) 0x81, 10, 's', 'u', 'b', 's', 'c', 'r', 'i', 'b', 'e', 'd'
  };

  private final Selector selector = Selector.open();
  private final ServerSocketChannel listening = ServerSocketChannel.open();
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(256 << 10);
  private final List<SocketChannel> subscribers = new CopyOnWriteArrayList<>();

  RawServer() throws IOException {
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    listening.configureBlocking(false);
    listening.register(selector, SelectionKey.OP_ACCEPT);
    Thread thread = new Thread(this::run, "raw-server");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public int port() {
    return listening.socket().getLocalPort();
  }

  private void run() {
    try {
      while (true) {
        selector.select(this::ready);
      }
    } catch (IOException e) {
      System.err.println("raw server: " + e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      if (key.isAcceptable()) {
        SocketChannel channel = listening.accept();
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        channel.register(selector, SelectionKey.OP_READ);
      } else if (key.attachment() instanceof ByteBuffer left) {
        write(key, left);
      } else {
        read(key);
      }
    } catch (IOException e) {
      key.cancel();
      close(key);
    }
  }

  private void read(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    int n = channel.read(buffer.clear());
    if (n < 0) {
      close(key);
      return;
    }
    buffer.flip();
    // A frame of a client is masked: it does not begin like a line.
    if (buffer.hasRemaining() && (buffer.get(0) == 's' || buffer.get(0) == 'p')) {
      command(channel, StandardCharsets.US_ASCII.decode(buffer).toString().strip());
    } else {
      write(key, buffer);
    }
  }

  private void write(SelectionKey key, ByteBuffer bytes) throws IOException {
    ((SocketChannel) key.channel()).write(bytes);
    if (!bytes.hasRemaining()) {
      if (key.attachment() != null) {
        key.attach(null);
        key.interestOps(SelectionKey.OP_READ);
      }
    } else if (key.attachment() == null) {
      key.attach(ByteBuffer.allocateDirect(bytes.remaining()).put(bytes).flip());
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private void command(SocketChannel channel, String line) throws IOException {
    if (line.equals(SUBSCRIBE)) {
      subscribers.add(channel);
      channel.write(ByteBuffer.wrap(ANSWER));
    } else {
      Publications.of(line).start(this::publish);
    }
  }

  private void publish(byte[] message) throws IOException {
    ByteBuffer frame = ByteBuffer.allocateDirect(message.length + 4);
    frame.put((byte) 0x82);
    if (message.length < 126) {
      frame.put((byte) message.length);
    } else {
      frame.put((byte) 126).putShort((short) message.length);
    }
    frame.put(message).flip();
    for (SocketChannel subscriber : subscribers) {
      frame.rewind();
      while (frame.hasRemaining()) {
        if (subscriber.write(frame) == 0) {
          Thread.onSpinWait();
        }
      }
    }
  }

  private static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
