//! Each of the five vendors in each way of being bad: the other four answer in full and in time, the reason is told in the
//! right word, nothing leaks, and when it is over, it is over.

mod alone;
mod children;
mod faults;
mod lists;
mod trials;
