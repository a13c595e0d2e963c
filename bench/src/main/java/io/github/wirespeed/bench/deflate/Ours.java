package io.github.wirespeed.bench.deflate;

import io.github.wirespeed.AsyncWebSocket;
import io.github.wirespeed.Compression;
import io.github.wirespeed.ConnectionClosedException;
import io.github.wirespeed.MessageHandler;
import io.github.wirespeed.MessageView;
import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketClient;
import io.github.wirespeed.WebSocketConnection;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;

/** This library, by each of its APIs. */
final class Ours implements Library {
  private final String api;
  private final WebSocketClient client = WebSocketClient.create();

  private Ours(String api) {
    this.api = api;
  }

  static Library blocking() {
    return new Ours("blocking");
  }

  static Library async() {
    return new Ours("async");
  }

  static Library callback() {
    return new Ours("callback");
  }

  @Override
  public String label() {
    return api;
  }

  @Override
  public boolean ours() {
    return true;
  }

  @Override
  public Link open(String uri, Setting setting) throws Exception {
    WebSocketOptions options =
        WebSocketOptions.defaults()
            .compression(Compression.deflate().threshold(0).level(setting.level()));
    if (api.equals("blocking")) {
      return new Blocking(WebSocket.connect(uri, options));
    } else if (api.equals("async")) {
      return new Async(client.connectAsync(uri, options).get());
    }
    Received received = new Received();
    return new Callback(client.connect(uri, options, new Counting(received)).get(), received);
  }

  @Override
  public void close() {
    client.close();
  }

  private static final class Blocking implements Link {
    private final WebSocket ws;
    private int count;
    private long chars;

    Blocking(WebSocket ws) {
      this.ws = ws;
    }

    @Override
    public void send(String text) throws IOException {
      ws.send(text);
    }

    @Override
    public void await(int messages) throws IOException {
      for (; count < messages; count++) {
        chars += ws.receive().text().length();
      }
    }

    @Override
    public long chars() {
      return chars;
    }

    @Override
    public void close() {
      ws.close();
    }
  }

  private static final class Async implements Link {
    private final AsyncWebSocket ws;
    private int count;
    private long chars;

    Async(AsyncWebSocket ws) {
      this.ws = ws;
    }

    @Override
    public void send(String text) throws Exception {
      ws.send(text).get();
    }

    @Override
    public void await(int messages) throws Exception {
      for (; count < messages; count++) {
        chars += ws.receive().get().text().length();
      }
    }

    @Override
    public long chars() {
      return chars;
    }

    @Override
    public void close() {
      ws.close().join();
    }
  }

  private record Counting(Received received) implements MessageHandler {
    @Override
    public void onMessage(WebSocketConnection connection, MessageView message) {
      received.text(message.text());
    }

    @Override
    public void onClosed(WebSocketConnection connection, ConnectionClosedException how) {
      received.failed(how);
    }
  }

  private record Callback(WebSocketConnection ws, Received received) implements Link {
    @Override
    public void send(String text) throws Exception {
      ws.send(text).get();
    }

    @Override
    public void await(int messages) throws IOException {
      received.await(messages);
    }

    @Override
    public long chars() {
      return received.chars();
    }

    @Override
    public void close() {
      ws.close().join();
    }
  }
}
