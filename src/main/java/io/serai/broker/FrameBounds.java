package io.serai.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection whose {@link Frames} are too large or malformed, before the broker sees them. */
final class FrameBounds extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameBounds.class);

    private final Frames frames;
    private boolean refused;

    /** @param loggedIn as in {@link Frames}, as {@code room} */
    FrameBounds(long most, AtomicLong room, BooleanSupplier loggedIn) {
        this.frames = new Frames(most, room, loggedIn);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        String why = refused || !(message instanceof ByteBuf bytes) ? "" : frames.take(bytes);
        if (why.isEmpty() && !refused) {
            context.fireChannelRead(message);
            return;
        }
        ReferenceCountUtil.release(message);
        if (!refused) {
            refused = true;
            LOG.warn(
                    "A connection to the broker from {} is closed: {}",
                    context.channel().remoteAddress(),
                    why);
            var unused = context.close();
        }
    }

    /** A connection that is reset, or fails to agree on TLS, has ended. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (!(cause instanceof IOException)) {
            LOG.warn(
                    "A connection to the broker from {} is closed: {}",
                    context.channel().remoteAddress(),
                    (cause.getCause() == null ? cause : cause.getCause())
                            .getClass()
                            .getSimpleName());
        }
        var unused = context.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        frames.close();
        context.fireChannelInactive();
    }
}
