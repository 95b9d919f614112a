async fn report(tick: Tick) -> Result<()> {
    Ok(())
}
#[allow(missing_docs, non_camel_case_types)]
#[derive(::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug)]
struct report {}
const _: () = {
    use ::trigger::__private::{self, NoTrigger as _};
    #[derive(::core::fmt::Debug)]
    pub enum __Schedule {}
    #[automatically_derived]
    impl __private::Trigger for __Schedule {
        type Parameters = ();
        fn binding((): ()) -> __private::Binding {
            __private::Binding::Schedule(
                __private::cron("0 9 * * MON-FRI", "Europe/London"),
            )
        }
    }
    #[automatically_derived]
    impl __private::Job for report {
        type Payload = Tick;
        type Trigger = __Schedule;
        type Outcome = Result<()>;
        const META: __private::JobMeta = __private::JobMeta::new(
            "report",
            "Report",
            "0.1.0",
        );
        const OPTIONS: __private::JobOptions = __private::JobOptions::DEFAULT
            .timeout(::core::time::Duration::new(3600u64, 0u32));
        fn enabled() -> bool {
            !cfg!(test)
        }
        fn needs() -> ::std::vec::Vec<__private::Need> {
            ::std::vec::Vec::new()
        }
        async fn call(
            payload: Self::Payload,
            arguments: __private::Arguments,
        ) -> __private::Stored {
            __private::stored::<Result<()>>(report(payload).await)
        }
    }
    const _: fn() = __private::takes_tick::<Tick>;
    __private::inventory::submit!(__private::JobDef::of:: < report > ());
};
