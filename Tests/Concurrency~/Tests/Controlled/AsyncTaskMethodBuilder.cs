using System.Threading.Tasks;
using Repartee.Scheduling;

namespace System.Runtime.CompilerServices
{
    /// <summary>Stands here for the framework's: async methods of this project go on as strands of the schedule.</summary>
    internal struct AsyncTaskMethodBuilder<T>
    {
        private Promise<T>? promise;
        private IAsyncStateMachine? box;

        public readonly Task<T> Task => promise!.Task;

        public static AsyncTaskMethodBuilder<T> Create() => new() { promise = new Promise<T>() };

        public readonly void Start<TMachine>(ref TMachine machine)
            where TMachine : IAsyncStateMachine => machine.MoveNext();

        public void SetStateMachine(IAsyncStateMachine machine) => box = machine;

        public readonly void SetResult(T value) => promise!.TrySetResult(value);

        public readonly void SetException(Exception error)
        {
            if (error is OperationCanceledException)
                promise!.TrySetCanceled(default);
            else
                promise!.TrySetException(error);
        }

        public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
            where TAwaiter : INotifyCompletion
            where TMachine : IAsyncStateMachine => awaiter.OnCompleted(GoOn(machine));

        public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
            where TAwaiter : ICriticalNotifyCompletion
            where TMachine : IAsyncStateMachine => awaiter.UnsafeOnCompleted(GoOn(machine));

        private Action GoOn(IAsyncStateMachine machine)
        {
            if (box is null)
                machine.SetStateMachine(machine);                               // the boxed copy, from now on the only one
            var next = box ?? machine;
            return () =>
            {
                if (Strand.Current!.Defers)
                    Strand.Current.Schedule.Start("continuation", next.MoveNext);
                else
                    next.MoveNext();
            };
        }
    }
}
