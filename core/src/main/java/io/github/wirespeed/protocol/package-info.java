/**
 * RFC 6455 without a socket: bytes in, events and bytes out, one code for both roles.
 *
 * <p><b>Theory of operation.</b> An opening handshake ({@link
 * io.github.wirespeed.protocol.ClientHandshake}, {@link
 * io.github.wirespeed.protocol.ServerHandshake}) is fed until it says open or failed; whatever it
 * did not consume are the first frames. From then on a {@link
 * io.github.wirespeed.protocol.ReadHalf} turns bytes into messages and control frames, and a {@link
 * io.github.wirespeed.protocol.WriteHalf} the reverse. They are two objects with two owners, which
 * may be two threads: the read half never writes, it returns what it owes the peer. What both need
 * to know of the end is a value, {@link io.github.wirespeed.protocol.CloseHandshake}, which the
 * caller holds.
 *
 * <pre>
 *  in  -&gt; FrameDecoder -&gt; (inflate) -&gt; MessageAssembler -&gt; MESSAGE
 *              |  owes Pong, Close
 *  out &lt;- FrameEncoder + Masker &lt;- (deflate) &lt;- WriteHalf
 * </pre>
 *
 * <p><b>Rules.</b> No sockets, threads, locks, clocks or logging. Nothing that a peer sends makes
 * anything throw: a violation is a close code and a text, found at the first byte that shows it.
 * Misuse by the caller is an {@link java.lang.IllegalArgumentException} or {@link
 * java.lang.IllegalStateException}. Borrowed bytes live until the next call, owned bytes are
 * copies. Nothing is allocated for a length that is only declared.
 *
 * <p><b>Extensions.</b> {@link io.github.wirespeed.protocol.ExtensionHeader} is the grammar; the
 * halves take the reserved bits that a negotiated extension defines. permessage-deflate will sit
 * between decoder and assembler, and before the encoder.
 */
package io.github.wirespeed.protocol;
