package io.github.wirespeed.conformance.api;

import io.github.wirespeed.WebSocket;
import io.github.wirespeed.WebSocketOptions;
import java.io.IOException;

/** How our library can be used: the client under test. */
public enum Api {
  /** {@link WebSocket}. */
  BLOCKING {
    @Override
    public Client connect(String uri, WebSocketOptions options) throws IOException {
      return new BlockingClient(WebSocket.connect(uri, options));
    }
  },

  /** {@link io.github.wirespeed.AsyncWebSocket}, whose stages the caller waits for: it reads. */
  ASYNC {
    @Override
    public Client connect(String uri, WebSocketOptions options) throws IOException {
      return AsyncClient.connect(uri, options, true);
    }
  },

  /** The same, whose stages complete futures: its loop reads. */
  FUTURE {
    @Override
    public Client connect(String uri, WebSocketOptions options) throws IOException {
      return AsyncClient.connect(uri, options, false);
    }
  },

  /** A {@link io.github.wirespeed.MessageHandler} in a loop of the library's. */
  CALLBACK {
    @Override
    public Client connect(String uri, WebSocketOptions options) throws IOException {
      return CallbackClient.connect(uri, options);
    }
  },

  /** A {@link io.github.wirespeed.MessageHandler} in a {@link io.github.wirespeed.Poller}. */
  POLLER {
    @Override
    public Client connect(String uri, WebSocketOptions options) throws IOException {
      return PollingClient.connect(uri, options);
    }
  };

  /**
   * Opens a connection, waiting for it.
   *
   * @throws IOException what the API fails with
   */
  public abstract Client connect(String uri, WebSocketOptions options) throws IOException;

  /** Opens a connection with the default options. */
  public Client connect(String uri) throws IOException {
    return connect(uri, WebSocketOptions.defaults());
  }

  /** Whether messages are asked for, so that an end can be told to who asks, at once. */
  public boolean asks() {
    return this == BLOCKING || this == ASYNC || this == FUTURE;
  }
}
