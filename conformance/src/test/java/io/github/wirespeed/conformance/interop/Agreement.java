package io.github.wirespeed.conformance.interop;

import io.github.wirespeed.Compression;
import java.util.Set;
import java.util.TreeSet;

/** What our side wants of permessage-deflate; a library that cannot has the plainest instead. */
enum Agreement {
  /** Both refer to earlier messages, windows of 15 bits. */
  TAKEOVER(Compression.deflate()),

  /** The client starts afresh with each message. */
  NO_CLIENT_TAKEOVER(Compression.deflate().clientTakeover(false)),

  /** The server does. */
  NO_SERVER_TAKEOVER(Compression.deflate().serverTakeover(false)),

  /** Both do. */
  NO_TAKEOVER(Compression.deflate().clientTakeover(false).serverTakeover(false)),

  /** Windows of 9 bits. */
  SMALL_WINDOWS(Compression.deflate().clientWindowBits(9).serverWindowBits(9)),

  /** Small windows, and nothing of earlier messages. */
  LEAST_MEMORY(
      Compression.deflate()
          .clientTakeover(false)
          .serverTakeover(false)
          .clientWindowBits(9)
          .serverWindowBits(9));

  @SuppressWarnings("ImmutableEnumChecker") // it is immutable, as its documentation says
  private final Compression compression;

  Agreement(Compression compression) {
    this.compression = compression.threshold(0).orElse(Compression.deflate());
  }

  Compression compression() {
    return compression;
  }

  /** The elements that an answer has, if all was taken. */
  Set<String> answer() {
    Set<String> answer = new TreeSet<>(Set.of("permessage-deflate"));
    if (clientStartsAfresh()) {
      answer.add("client_no_context_takeover");
    }
    if (this == NO_SERVER_TAKEOVER || this == NO_TAKEOVER || this == LEAST_MEMORY) {
      answer.add("server_no_context_takeover");
    }
    if (hasSmallWindows()) {
      answer.add("client_max_window_bits=9");
      answer.add("server_max_window_bits=9");
    }
    return answer;
  }

  /** Whether the windows are smaller than those of 15 bits, which everybody has. */
  boolean hasSmallWindows() {
    return this == SMALL_WINDOWS || this == LEAST_MEMORY;
  }

  /** Whether the client is to compress each message by itself. */
  boolean clientStartsAfresh() {
    return switch (this) {
      case NO_CLIENT_TAKEOVER, NO_TAKEOVER, LEAST_MEMORY -> true;
      case TAKEOVER, NO_SERVER_TAKEOVER, SMALL_WINDOWS -> false;
    };
  }
}
