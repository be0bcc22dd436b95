package io.serai.catalog;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model as one vendor serves it.
 *
 * @param id what the vendor calls it
 * @param context tokens of input and output together; {@link #UNKNOWN} if not told
 * @param output tokens of the longest answer; {@link #UNKNOWN} if not told
 * @param can what it can do
 * @param tasks the tasks it was made for ({@code code}, {@code light} ...); empty for a general one
 * @param price what it costs; null if not told
 * @param size how large it is; null if not told
 * @param speed how soon it answers; null if not told
 */
public record Model(
        String id,
        int context,
        int output,
        Set<Capability> can,
        List<String> tasks,
        @Nullable Price price,
        @Nullable Size size,
        @Nullable Speed speed) {

    public static final int UNKNOWN = -1;

    public Model {
        can = Set.copyOf(can);
        tasks = List.copyOf(tasks);
    }

    public boolean can(Capability capability) {
        return can.contains(capability);
    }
}
