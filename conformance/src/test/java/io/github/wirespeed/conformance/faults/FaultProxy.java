package io.github.wirespeed.conformance.faults;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;

/** A port that passes every connection on to another one, with its faults. */
final class FaultProxy implements Closeable {
  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final InetSocketAddress target;
  private final Fault toServer;
  private final Fault toClient;
  private final Random random;
  private final List<Socket> open = new ArrayList<>(); // guarded by itself
  private final List<Thread> threads = new ArrayList<>(); // the same
  private final CountDownLatch released = new CountDownLatch(1);
  private final CountDownLatch happened = new CountDownLatch(1);
  // What reached each side; guarded by itself.
  private final ByteArrayOutputStream passedToClient = new ByteArrayOutputStream();
  private final ByteArrayOutputStream passedToServer = new ByteArrayOutputStream();

  FaultProxy(InetSocketAddress target, Fault toServer, Fault toClient) throws IOException {
    this(target, toServer, toClient, 0);
  }

  /** With the seed of what is random. */
  FaultProxy(InetSocketAddress target, Fault toServer, Fault toClient, long seed)
      throws IOException {
    this.random = new Random(seed);
    this.target = target;
    this.toServer = toServer;
    this.toClient = toClient;
    start(this::accept);
  }

  String uri() {
    return "ws://127.0.0.1:" + socket.getLocalPort() + "/";
  }

  int port() {
    return socket.getLocalPort();
  }

  /** Lets what was delayed go on. */
  void release() {
    released.countDown();
  }

  /** Waits until the fault has happened. */
  void awaitFault() throws InterruptedException {
    happened.await();
  }

  boolean hasHappened() {
    return happened.getCount() == 0;
  }

  /** What was passed on to the client so far. */
  byte[] toClient() {
    synchronized (passedToClient) {
      return passedToClient.toByteArray();
    }
  }

  /** What was passed on to the server so far. */
  byte[] toServer() {
    synchronized (passedToServer) {
      return passedToServer.toByteArray();
    }
  }

  private void accept() {
    try {
      Socket client = register(socket.accept());
      Socket server = register(new Socket(target.getAddress(), target.getPort()));
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      start(() -> pass(client, server, toServer, passedToServer));
      start(() -> pass(server, client, toClient, passedToClient));
    } catch (IOException e) {
      // The test is over, or the server is gone.
    }
  }

  private void pass(Socket from, Socket to, Fault fault, ByteArrayOutputStream passed) {
    byte[] bytes = new byte[64 << 10];
    int count = 0;
    try {
      InputStream in = from.getInputStream();
      while (true) {
        if (count == fault.at()) {
          if (!happens(fault.ending(), from, to)) {
            return;
          }
        }
        int most = most(fault, in, bytes.length);
        int n = in.read(bytes, 0, count < fault.at() ? Math.min(most, fault.at() - count) : most);
        if (n < 0) {
          to.shutdownOutput();
          return;
        }
        to.getOutputStream().write(bytes, 0, n);
        synchronized (passed) {
          passed.write(bytes, 0, n);
        }
        count += n;
      }
    } catch (IOException | InterruptedException e) {
      close(to);
      close(from);
    }
  }

  /** How many bytes are taken next. */
  private int most(Fault fault, InputStream in, int all) throws IOException, InterruptedException {
    if (fault.pieces() == Fault.MERGED) {
      int before = -1;
      while (in.available() != before) {
        before = in.available();
        Thread.sleep(2);
      }
    } else if (fault.pieces() == Fault.AT_RANDOM) {
      return 1 + random.nextInt(20);
    }
    return fault.pieces() > 0 ? fault.pieces() : all;
  }

  /** Does it; false if this direction is over. */
  private boolean happens(Fault.Ending ending, Socket from, Socket to)
      throws IOException, InterruptedException {
    try {
      switch (ending) {
        case HALF_CLOSE -> to.shutdownOutput();
        case CLOSE -> {
          to.shutdownOutput();
          from.shutdownOutput();
        }
        case RESET -> {
          happened.countDown();
          released.await();
          to.setSoLinger(true, 0);
          from.setSoLinger(true, 0);
          close(to);
          close(from);
        }
        case STALL -> {
          // Nothing is what happens.
        }
        case DELAY -> {
          happened.countDown();
          released.await();
          return true;
        }
      }
    } finally {
      happened.countDown();
    }
    return false;
  }

  private Socket register(Socket accepted) {
    synchronized (open) {
      open.add(accepted);
    }
    return accepted;
  }

  private void start(Runnable body) {
    Thread thread = new Thread(body, "fault-proxy");
    thread.setDaemon(true);
    synchronized (open) {
      threads.add(thread);
    }
    thread.start();
  }

  private static void close(Closeable what) {
    try {
      what.close();
    } catch (IOException e) {
      // It held nothing that could be lost.
    }
  }

  /** Ends everything, and waits for it. */
  @Override
  public void close() {
    close(socket);
    release();
    List<Thread> ended;
    synchronized (open) {
      open.forEach(FaultProxy::close);
      ended = List.copyOf(threads);
    }
    for (Thread thread : ended) {
      thread.interrupt();
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
