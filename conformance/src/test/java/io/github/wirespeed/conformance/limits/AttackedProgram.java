package io.github.wirespeed.conformance.limits;

import io.github.wirespeed.Compression;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.HandshakeException;
import io.github.wirespeed.Message;
import io.github.wirespeed.WebSocketOptions;
import io.github.wirespeed.conformance.Task;
import io.github.wirespeed.conformance.api.Api;
import io.github.wirespeed.conformance.api.Client;
import io.github.wirespeed.server.EchoServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The program of the JVM with little memory: clients and a server of ours, told what to do in lines
 * over a connection of its own, on which it tells what came of it.
 */
final class AttackedProgram {
  /** Both roles take messages of so many bytes. */
  static final int MESSAGE_LIMIT = 1 << 20;

  private static final int SENT = 64 << 10;

  private final OutputStream out;
  private Client client;

  private AttackedProgram(OutputStream out) {
    this.out = out;
  }

  /** Runs until the other end hangs up; the argument is the port to tell it to. */
  public static void main(String[] args) throws Exception {
    try (Socket control = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]));
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(control.getInputStream(), StandardCharsets.UTF_8));
        EchoServer server =
            EchoServer.builder()
                .maxMessageSize(MESSAGE_LIMIT)
                .compression(Compression.deflate())
                .start()) {
      AttackedProgram program = new AttackedProgram(control.getOutputStream());
      program.tell("SERVER " + server.address().getPort());
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        program.obey(line.split(" "));
      }
    }
    System.exit(0);
  }

  private void obey(String[] words) throws Exception {
    switch (words[0]) {
      case "connect" -> Task.run(() -> connect(Api.valueOf(words[1]), words[2]));
      case "send" -> Task.run(this::sendForever);
      case "memory" -> tell("MEMORY " + heap() + " " + direct());
      default -> throw new IllegalArgumentException(words[0]);
    }
  }

  private void connect(Api api, String uri) throws IOException {
    WebSocketOptions options =
        WebSocketOptions.defaults()
            .maxMessageSize(MESSAGE_LIMIT)
            .compression(Compression.deflate());
    try (Client ws = api.connect(uri, options)) {
      client = ws;
      tell("OPEN");
      receive(ws);
    } catch (HandshakeException e) {
      tell("REFUSED " + e.getMessage());
    } catch (Throwable t) {
      tell("FAULT " + t);
    }
  }

  private void receive(Client ws) throws IOException {
    int messages = 0;
    long bytes = 0;
    while (true) {
      try {
        Message message = ws.receive();
        bytes += message.isText() ? message.text().length() : message.bytes().length;
        messages++;
      } catch (ConnectionClosedException e) {
        tell("END " + messages + " " + bytes + " " + e.getMessage());
        return;
      }
    }
  }

  private void sendForever() throws IOException {
    byte[] message = new byte[SENT];
    try {
      for (int i = 0; i < 10_000; i++) {
        client.send(message);
      }
      tell("FAULT all was sent");
    } catch (ConnectionClosedException e) {
      tell("STOPPED");
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static long direct() {
    long used = 0;
    for (BufferPoolMXBean pool : ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
      used += pool.getMemoryUsed();
    }
    return used;
  }

  private synchronized void tell(String line) throws IOException {
    out.write((line.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }
}
