package io.serai.broker;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes a connection whose {@link Frames} are too large or malformed, before the broker sees them. */
final class FrameBounds extends ChannelInboundHandlerAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(FrameBounds.class);

    private final Frames frames;
    private boolean refused;

    /** @param room as in {@link Frames} */
    FrameBounds(long most, AtomicLong room) {
        this.frames = new Frames(most, room);
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

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        frames.close();
        context.fireChannelInactive();
    }
}
