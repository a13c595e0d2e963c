/**
 * Bytes over a network: a {@link io.github.wirespeed.transport.Transport} is a connected stream
 * that is read and written without waiting, and waited for separately.
 *
 * <p>This package knows no frames, no HTTP, no event loops and nothing else of the project.
 *
 * <h2>Who owns what</h2>
 *
 * <ul>
 *   <li>A transport belongs to whoever made it, who must close it. {@code
 *       TcpTransport.adopt(channel)} makes the channel the transport's, and so does the end of a
 *       {@code TcpConnecting}, which owns it until then.
 *   <li>Buffers are the caller's; a transport touches one only during the call that it is given to.
 *   <li>An event loop may register {@code TcpTransport.channel()} with its own selector. The key is
 *       the loop's, as is dropping it: after {@code close()} the operating system's descriptor is
 *       freed when the last selector has let go of its key, so wake that selector.
 * </ul>
 *
 * <h2>Which threads</h2>
 *
 * <ul>
 *   <li>One reader ({@code read}, {@code awaitReadable}) and one writer ({@code write}, {@code
 *       awaitWritable}, {@code shutdownOutput}) at a time; they may be two threads at once and
 *       never wait for each other. A second thread in the same wait gets an {@code
 *       IllegalStateException}.
 *   <li>{@code wakeup}, {@code close}, {@code isOpen} and the addresses: any thread, any time.
 *   <li>An interrupt ends a wait, and nothing else: the status stays set, the connection usable.
 *   <li>Wakeups are kept until a wait consumes them, one per direction. Who is woken looks for work
 *       first and reads again before it waits again: then neither mail nor bytes are overlooked.
 * </ul>
 *
 * <h2>How a thread waits for TCP</h2>
 *
 * <p>A platform thread: in a selector per direction, opened at the first wait of that direction,
 * with one key for good; a wait allocates nothing. A virtual thread: parked, while {@code
 * ReadinessThread}, the only thread this package ever starts (daemon, one per JVM, at the first
 * wait of a virtual thread), watches its channel, since {@code Selector.select} would hold the
 * carrier on JDK 21 to 23. Were that thread to die of an error, the waits that it served throw an
 * {@code IOException} with the cause, and the next wait starts another.
 */
package io.github.wirespeed.transport;
