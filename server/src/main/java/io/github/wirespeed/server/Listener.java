package io.github.wirespeed.server;

import io.github.wirespeed.loop.EventLoop;
import io.github.wirespeed.loop.LoopGroup;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * One address that a server listens on.
 *
 * @param address with the port that was found where any was asked for
 */
record Listener(SocketAddress address, ServerSocketChannel channel, EventLoop loop) {
  /** Binds, and accepts from now on, on the next loop's thread. */
  static Listener open(
      SocketAddress where, int backlog, LoopGroup loops, Acceptor.Connections connections)
      throws IOException {
    ServerSocketChannel channel =
        where instanceof UnixDomainSocketAddress
            ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
            : ServerSocketChannel.open();
    try {
      channel.bind(where, backlog);
      channel.configureBlocking(false);
      EventLoop loop = loops.next();
      Acceptor acceptor = new Acceptor(loop, channel, loops::next, connections);
      Listener listener = new Listener(channel.getLocalAddress(), channel, loop);
      loop.execute(() -> acceptor.register());
      return listener;
    } catch (Throwable t) {
      channel.close();
      throw t;
    }
  }
}
