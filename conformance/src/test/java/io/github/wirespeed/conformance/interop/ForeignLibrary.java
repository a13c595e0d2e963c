package io.github.wirespeed.conformance.interop;

/** The libraries that compress, of those that are not ours: with theirs switched on. */
enum ForeignLibrary {
  /** Jetty. */
  JETTY {
    @Override
    ForeignServer server() throws Exception {
      return new JettyServer(true);
    }

    @Override
    ForeignClient client() throws Exception {
      return new JettyClient(true);
    }
  },

  /** Netty. */
  NETTY {
    @Override
    ForeignServer server() throws Exception {
      return new NettyServer(true);
    }

    @Override
    ForeignClient client() {
      return new NettyClient(true);
    }
  },

  /** Java-WebSocket. */
  JAVA_WEBSOCKET {
    @Override
    ForeignServer server() throws Exception {
      return new JavaWebSocketServer(true);
    }

    @Override
    ForeignClient client() {
      return new JavaWebSocketClient(true);
    }
  },

  /** Undertow. */
  UNDERTOW {
    @Override
    ForeignServer server() {
      return new UndertowServer(true);
    }

    @Override
    ForeignClient client() throws Exception {
      return new UndertowClient(true);
    }
  },

  /** Python websockets. */
  PYTHON {
    @Override
    ForeignServer server() throws Exception {
      return new ProgramServer(PeerRuntime.PYTHON, true);
    }

    @Override
    ForeignClient client() throws Exception {
      return new ProgramClient(PeerRuntime.PYTHON, true);
    }
  },

  /** npm ws. */
  NODE {
    @Override
    ForeignServer server() throws Exception {
      return new ProgramServer(PeerRuntime.NODE, true);
    }

    @Override
    ForeignClient client() throws Exception {
      return new ProgramClient(PeerRuntime.NODE, true);
    }
  };

  /** Whether it has windows of fewer than 15 bits; the deflater of the JDK has not. */
  boolean hasSmallWindows() {
    return this == PYTHON || this == NODE;
  }

  /** Starts its server; skips the test where it is not there. */
  abstract ForeignServer server() throws Exception;

  /** Makes its client; skips the test where it is not there. */
  abstract ForeignClient client() throws Exception;
}
