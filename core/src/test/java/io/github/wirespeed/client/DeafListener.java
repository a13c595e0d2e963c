package io.github.wirespeed.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A port whose queue is full: who connects to it hears nothing, neither yes nor no. */
final class DeafListener implements AutoCloseable {
  private static final int MOST_IN_QUEUE = 20;
  private static final int SILENCE_MILLIS = 200;

  private final ServerSocket listener;
  private final List<Socket> queued = new ArrayList<>();

  /** Port 0 is any. */
  DeafListener(String literal, int port) throws IOException {
    listener = new ServerSocket(port, 1, InetAddress.getByName(literal));
    try {
      fill();
    } catch (Throwable t) {
      close();
      throw t;
    }
  }

  private void fill() throws IOException {
    InetSocketAddress address = (InetSocketAddress) listener.getLocalSocketAddress();
    for (int i = 0; i < MOST_IN_QUEUE; i++) {
      Socket socket = new Socket();
      queued.add(socket);
      try {
        socket.connect(address, SILENCE_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    Assumptions.abort("this system lets connections wait without an end");
  }

  String host() {
    return listener.getInetAddress().getHostAddress();
  }

  int port() {
    return listener.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket socket : queued) {
      socket.close();
    }
    listener.close();
  }
}
