package io.serai.provider;

import org.apache.camel.spi.PropertiesFunction;
import org.apache.camel.util.TimeUtils;

/**
 * The placeholder that gives a time as the milliseconds that some options of Camel want: <code>{{millis:5s}}</code> is 5000. A number
 * without a unit is one of milliseconds already. What is longer than those options can hold is the longest that they can.
 */
public final class MillisFunction implements PropertiesFunction {

    @Override
    public String getName() {
        return "millis";
    }

    @Override
    public String apply(String remainder) {
        return Long.toString(Math.clamp(TimeUtils.toMilliSeconds(remainder.strip()), 0, Integer.MAX_VALUE));
    }
}
